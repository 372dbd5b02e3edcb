internal import Identity

/// The time of day, unless a test says another.
let noon = Instant("2026-11-21T12:00:00Z")!
