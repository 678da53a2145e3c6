// The roles that somebody may give: only an owner makes owners. Pure.

const BELOW_OWNER = ["manager", "cashier", "waiter", "cook", "cleaner"]

export function rolesFor(office) {
  return office.isOwner ? ["owner", ...BELOW_OWNER] : BELOW_OWNER
}
