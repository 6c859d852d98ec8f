"""An os that needs a module nobody has."""
import no_such_module_anywhere
