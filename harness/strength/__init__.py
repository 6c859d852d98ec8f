"""How strong the suite is: mutants that it must turn red, and controls that it must not."""
