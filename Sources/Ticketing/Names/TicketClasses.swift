/// What a ticket can be said to be, each by one name.
package enum TicketClass: String, Hashable, Sendable, CaseIterable, Comparable {
    case cause, outcome, product

    /// The tree that its names are of; nil where every name will do.
    package var tree: ClassKind? {
        switch self {
        case .cause: .cause
        case .product: .product
        case .outcome: nil
        }
    }

    package static func < (left: TicketClass, right: TicketClass) -> Bool { left.rawValue < right.rawValue }
}

/// What a ticket is said to be.
package struct TicketClasses: Hashable, Sendable {
    package var cause: Skill?
    package var outcome: Skill?
    package var product: Skill?

    package init(cause: Skill? = nil, outcome: Skill? = nil, product: Skill? = nil) {
        self.cause = cause
        self.outcome = outcome
        self.product = product
    }

    package subscript(part: TicketClass) -> Skill? {
        get {
            switch part {
            case .cause: cause
            case .outcome: outcome
            case .product: product
            }
        }
        set {
            switch part {
            case .cause: cause = newValue
            case .outcome: outcome = newValue
            case .product: product = newValue
            }
        }
    }
}

/// What is to be said of a ticket from now on; the rest stays.
package struct ClassChange: Hashable, Sendable {
    package var sets: TicketClasses
    /// What is not to be said any more; it comes before `sets`.
    package var clears: Set<TicketClass>

    package init(_ sets: TicketClasses, clears: Set<TicketClass> = []) {
        self.sets = sets
        self.clears = clears
    }
}

/// What a channel can demand of a ticket before it is resolved.
package enum ClassRequirement: String, Hashable, Sendable, CaseIterable, Comparable {
    case cause, outcome, product
    /// At least one.
    case tag

    package static func < (left: ClassRequirement, right: ClassRequirement) -> Bool { left.rawValue < right.rawValue }
}
