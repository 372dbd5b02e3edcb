import JSON
import Testing
import Wire

@testable import CarelogCLI

@Suite("a change of the settings in a terminal")
struct SettingsChangeLinesTests {
    private static let at = WireTime(microseconds: 1_795_292_665_123_456)

    private func lines(_ type: String, _ before: String?, _ after: String, by: String? = "Ada") -> [String] {
        SettingsChangeLines.lines(
            SettingsHistoryResult.Change(
                position: 40, version: 7, at: Self.at, by: WireActor(id: "a1", kind: .human, name: by), type: type,
                before: before.map { JSONBytes(trusted: Array($0.utf8)) }, after: JSONBytes(trusted: Array(after.utf8))),
            screen: .plain)
    }

    @Test("says who, when and of what; and what is said for the first time")
    func first() {
        #expect(
            lines("team.set", nil, #"{"team":"care","name":"Care","rule":["knows","least_loaded"]}"#) == [
                "7  \(String(Self.at.text.prefix(16)).replacing("T", with: " "))  Ada  team.set care",
                "    name: Care", "    rule: knows, least_loaded",
            ])
    }

    /// A document before and after, and the lines behind the first.
    private static let cases: [(type: String, before: String, after: String, lines: [String])] = [
        (
            "channel.set", #"{"channel":"x:@a","access":"public","team":"care","skills":[]}"#,
            #"{"channel":"x:@a","access":"direct","language":"de","skills":[]}"#,
            ["access: public → direct", "language: (nothing) → de", "team: care → (nothing)"]
        ),
        (
            "causes.set", #"{"nodes":[{"id":"late","name":"Late"},{"id":"lost","name":"Lost"}]}"#,
            #"{"nodes":[{"id":"lost","name":"Lost","parent":"late"},{"id":"late","name":"Too late","retired":true}]}"#,
            [
                "nodes.lost.parent: (nothing) → late", "nodes.late.name: Late → Too late",
                "nodes.late.retired: (nothing) → yes",
            ]
        ),
        (
            "policy.set", #"{"presence":{"quietSeconds":30},"tagSkills":[{"tag":"vip","skill":"a"}]}"#,
            #"{"presence":{"quietSeconds":45},"tagSkills":[{"tag":"vip","skill":"b"}]}"#,
            ["presence.quietSeconds: 30 → 45", "tagSkills.vip.skill: a → b"]
        ),
        (
            "macro.set", #"{"actions":[{"tag":"late"}]}"#, #"{"actions":[{"tag":"late"},{"resolve":true}]}"#,
            ["actions: tag late → tag late, resolve yes"]
        ),
        ("team.retired", #"{"team":"care","name":"Care"}"#, #"{"team":"care"}"#, ["name: Care → (nothing)"]),
        ("team.set", #"{"team":"a","name":"A"}"#, #"{"team":"a","name":"A"}"#, []),
        ("team.set", #"{"name":"A"}"#, #"{"name":"B\u001b[2J"}"#, ["name: A → B␛[2J"]),
    ]

    @Test("has a line for each field that is another now", arguments: cases.indices)
    func changed(index: Int) {
        let (type, before, after, expected) = Self.cases[index]
        #expect(Array(lines(type, before, after).dropFirst()) == expected.map { "    " + $0 })
    }

    @Test("lets nobody's name write to the terminal")
    func names() {
        #expect(lines("team.set", nil, "{}", by: "A\u{1B}[2J").first?.contains("A␛[2J") == true)
    }
}
