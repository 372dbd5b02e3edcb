/// What holds for a whole workspace.
package struct PolicySettings: Hashable, Sendable {
    package var presence: PresencePolicy
    package var capacityBinds: CapacityBinding
    /// What a ticket needs by the tags it has. **Range**: sorted by tag, each once, at most 64.
    package var tagSkills: [TagSkill]
    /// Who is told of a crisis that says nothing else. **Range**: sorted, each once, at most 8.
    package var duty: [TeamID]

    package init(
        presence: PresencePolicy = PresencePolicy(), capacityBinds: CapacityBinding = .everyone,
        tagSkills: [TagSkill] = [], duty: [TeamID] = []
    ) {
        self.presence = presence
        self.capacityBinds = capacityBinds
        self.tagSkills = tagSkills
        self.duty = duty
    }
}

/// A skill that a tag calls for.
package struct TagSkill: Hashable, Sendable {
    package let tag: Tag
    package let skill: Skill

    package init(tag: Tag, skill: Skill) {
        self.tag = tag
        self.skill = skill
    }
}

/// What follows when an agent's last session ends.
package struct PresencePolicy: Hashable, Sendable {
    /// How long somebody may be gone before anybody takes notice. **Units**: seconds, 5 to 300.
    package var quietSeconds: Int
    /// How long their tickets wait for them then. **Units**: seconds, 0 to 86,400.
    package var graceSeconds: Int
    package var whenGone: WhenGone

    package init(quietSeconds: Int = 30, graceSeconds: Int = 600, whenGone: WhenGone = .keep) {
        self.quietSeconds = quietSeconds
        self.graceSeconds = graceSeconds
        self.whenGone = whenGone
    }
}

/// What happens to the tickets of somebody who stays away.
package enum WhenGone: String, Hashable, Sendable, CaseIterable {
    /// They stay with who has them.
    case keep
    /// Those that wait for us go back to their team's queue.
    case requeue
}

/// Whom capacity binds.
package enum CapacityBinding: String, Hashable, Sendable, CaseIterable {
    /// Only rules, which give nobody more than that; people may take what they want.
    case automatic
    /// People who take or are given something as well; a supervisor may exceed it, and the event says so.
    case everyone
}
