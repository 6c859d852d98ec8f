"""os.getgroups, os.setgroups, os.getgrouplist and os.initgroups."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, cases, clause, needs, table
from os_conformance.checks.parameters.children import calls_in_child
from os_conformance.expect import Unmet, equal, has_type, raises

NOBODY = "osconform-no-such-user"
UNUSED = 61_234  # a group id that no group database names


def groups_in_kernel(os: Any) -> Any:
    try:
        with open("/proc/self/status") as stream:
            for line in stream:
                if line.startswith("Groups:"):
                    return [int(word) for word in line.split()[1:]]
    except OSError:
        pass
    return None


@clause("os.getgroups/list")
@needs("shared-files")
def check_getgroups(os: Os, run: Run) -> None:
    """getgroups returns a list of ints: the supplementary groups that the kernel knows."""
    groups = os.getgroups()
    has_type(groups, list)
    assert all(type(group) is int for group in groups)
    known = run(groups_in_kernel)
    if known is not None:
        equal(sorted(groups), sorted(known))


@clause("os.setgroups/sets", "os.getgroups/list")
@needs("root", "own-process", "shared-files")
@cases(
    groups={"one": [5], "three": [3, 1, 2], "none": [], "tuple": (4, 5), "forty": list(range(40))}
)
def check_setgroups(os: Os, run: Run, groups: Any) -> None:
    """setgroups sets the supplementary groups, in any order; getgroups and the kernel tell them."""
    equal(os.setgroups(groups), None)
    equal(sorted(os.getgroups()), sorted(groups))
    known = run(groups_in_kernel)
    if known is not None:
        equal(sorted(known), sorted(groups))


@clause("os.setgroups/sets")
@needs("root", "own-process", "shared-files")
@cases(then={"others": [4], "fewer": [2], "none": []})
def check_setgroups_again(os: Os, then: list[int]) -> None:
    """setgroups leaves none of the groups that were there."""
    os.setgroups([1, 2, 3])
    os.setgroups(then)
    equal(sorted(os.getgroups()), then)


@clause("os.setgroups/int-elements")
@needs("own-process")
@cases(groups={"str": ["1"], "float": [1, 1.5], "none": [1, None], "bytes": [b"1"], "list": [[1]]})
def check_setgroups_elements(os: Os, groups: Any) -> None:
    """An element that is no int raises TypeError and sets nothing."""
    before = os.getgroups()
    with raises(TypeError):
        os.setgroups(groups)
    equal(os.getgroups(), before)


@table(
    [
        Case("setgroups", {"name": "setgroups", "args": ([1],)}, ("os.setgroups/needs-privilege",)),
        Case("setgroups-none", {"name": "setgroups", "args": ([],)}, ("os.setgroups/needs-privilege",)),
        Case("initgroups", {"name": "initgroups", "args": (NOBODY, 1)},
             ("os.initgroups/needs-privilege",)),
    ]
)  # fmt: skip
@clause()
@needs("unprivileged", "own-process", "shared-files")
def check_privilege(os: Os, name: str, args: Any) -> None:
    """Without privilege the groups cannot be set: PermissionError."""
    before = os.getgroups()
    with raises(PermissionError, errno="EPERM"):
        getattr(os, name)(*args)
    equal(os.getgroups(), before)


@clause("os.setgroups/needs-privilege")
@needs("root", "fork", "shared-files")
def check_setgroups_after_setuid(os: Os, run: Run) -> None:
    """Once root has become another user, it may not set groups any more."""
    told = calls_in_child(os, run, ("setuid", (1,)), ("setgroups", ([1],)))
    equal(told, [None, ("raised", "PermissionError", "EPERM")])


def members(os: Any) -> Any:
    """A user who is a member of groups, and those groups, by the group database."""
    try:
        import grp
    except ImportError:
        return None
    for entry in grp.getgrall():
        for user in entry.gr_mem:
            return user, [g.gr_gid for g in grp.getgrall() if user in g.gr_mem]
    return "root", []


@clause("os.getgrouplist/list", "os.getgrouplist/includes-group")
@needs("shared-files")
@cases(user={"root": "root", "unknown": NOBODY}, group=[0, 1, UNUSED])
def check_getgrouplist(os: Os, user: str, group: int) -> None:
    """getgrouplist returns a list of ints that holds the group given."""
    groups = os.getgrouplist(user, group)
    has_type(groups, list)
    assert all(type(g) is int for g in groups)
    assert group in groups
    if user == NOBODY:
        equal(groups, [group])


@clause("os.getgrouplist/matches-db")
@needs("shared-files")
def check_getgrouplist_of_member(os: Os, run: Run) -> None:
    """getgrouplist holds every group that the database names the user a member of."""
    told = run(members)
    if told is None:
        raise Unmet("the interpreter cannot read the group database", "not-applicable")
    user, groups = told
    equal(set(groups) | {UNUSED}, set(os.getgrouplist(user, UNUSED)) & {*groups, UNUSED})


@clause("os.initgroups/sets-groups")
@needs("root", "own-process", "shared-files")
@cases(who=["member", "unknown"], group=[1, UNUSED])
def check_initgroups(os: Os, run: Run, who: str, group: int) -> None:
    """initgroups makes the user's groups and the one given the supplementary groups."""
    user = (run(members) or ("root",))[0] if who == "member" else NOBODY
    equal(os.initgroups(user, group), None)
    wanted = set(os.getgrouplist(user, group))
    equal(set(os.getgroups()), wanted)
    known = run(groups_in_kernel)
    if known is not None:
        equal(set(known), wanted)


@clause("os.setgroups/macos-limit")
@needs("root", "own-process")
def check_macos_limit(os: Os) -> None:
    """On macOS more groups than the system's limit are refused."""
    limit = os.sysconf("SC_NGROUPS_MAX")
    with raises((OSError, ValueError)):
        os.setgroups(list(range(1, limit + 2)))


@clause("os.getgroups/macos-semantics")
@needs("root", "own-process")
def check_macos_semantics(os: Os) -> None:
    """On macOS getgroups tells the user's group access list, whatever setgroups did."""
    before = sorted(os.getgroups())
    os.setgroups([1])
    equal(sorted(os.getgroups()), before)
