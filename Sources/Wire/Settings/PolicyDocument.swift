package import JSON

/// What happens to the tickets of somebody who stays away.
package enum WireWhenGone: String, Sendable, CaseIterable {
    case keep, requeue
}

/// Whom capacity binds.
package enum WireCapacityBinding: String, Sendable, CaseIterable {
    case automatic, everyone
}

/// A skill that a tag calls for.
package struct WireTagSkill: WireValue {
    package var tag: String
    package var skill: String

    package init(tag: String, skill: String) {
        self.tag = tag
        self.skill = skill
    }

    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        tag = try WireText.tag(object.required("tag"))
        skill = try object.id("skill")
        try object.finish()
    }

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("tag", tag)
        writer.member("skill", skill)
        writer.endObject()
    }
}

/// What holds for the whole workspace. What is left out is as it is where nobody ever said anything.
package struct WirePolicy: WireDocument, WireValue {
    package static let method = Method.policySet

    /// How long somebody may be gone before anybody takes notice. **Units**: seconds.
    package var quietSeconds: Int
    /// How long their tickets wait for them then. **Units**: seconds.
    package var graceSeconds: Int
    package var whenGone: WireWhenGone
    package var capacityBinds: WireCapacityBinding
    package var tagSkills: [WireTagSkill]
    /// Teams that are told of a crisis that names none.
    package var duty: [String]

    package init(
        quietSeconds: Int = 30, graceSeconds: Int = 600, whenGone: WireWhenGone = .keep,
        capacityBinds: WireCapacityBinding = .everyone, tagSkills: [WireTagSkill] = [],
        duty: [String] = []
    ) {
        self.duty = duty
        self.quietSeconds = quietSeconds
        self.graceSeconds = graceSeconds
        self.whenGone = whenGone
        self.capacityBinds = capacityBinds
        self.tagSkills = tagSkills
    }

    package init(reading object: inout JSONObjectReader) throws(JSONFieldError) {
        quietSeconds = try object.optionalInt("quietSeconds", in: Limits.quietSeconds) ?? 30
        graceSeconds = try object.optionalInt("graceSeconds", in: Limits.graceSeconds) ?? 600
        whenGone = try object.optionalChoice("whenGone") ?? .keep
        capacityBinds = try object.optionalChoice("capacityBinds") ?? .everyone
        duty = try object.ids("duty", countMax: Limits.crisisTeamsMax) ?? []
        tagSkills = []
        if let elements = try object.optionalArray("tagSkills", countMax: Limits.tagSkillsMax) {
            for element in elements { tagSkills.append(try WireTagSkill(json: element)) }
        }
    }

    package func writeMembers(to writer: inout JSONWriter) {
        writer.member("quietSeconds", quietSeconds)
        writer.member("graceSeconds", graceSeconds)
        writer.member("whenGone", whenGone.rawValue)
        writer.member("capacityBinds", capacityBinds.rawValue)
        writer.member("tagSkills", tagSkills)
        if !duty.isEmpty { writer.member("duty", duty) }
    }
}
