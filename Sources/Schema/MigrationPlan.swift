/// What stands between a database and the files of this program: what is still to be applied, or why nothing may be.
package struct MigrationPlan: Sendable, Equatable {
    /// What the database remembers, by number.
    package let applied: [AppliedMigration]
    /// Files to apply, in order; to be ignored while there are problems.
    package let pending: [Migration]
    /// Why nothing may be applied; empty when all is well.
    package let problems: [MigrationProblem]

    /// Compares the files with what the database remembers; neither needs to be sorted.
    package init(files: [Migration], applied: [AppliedMigration]) {
        let files = files.sorted { $0.number < $1.number }
        let applied = applied.sorted { $0.number < $1.number }
        let byNumber = Dictionary(files.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        let done = Set(applied.map(\.number))
        let lastFile = files.last?.number ?? 0
        let lastApplied = applied.last?.number ?? 0

        self.applied = applied
        pending = files.filter { !done.contains($0.number) }
        problems =
            Self.misnumbered(files)
            + applied.compactMap { row in
                guard let file = byNumber[row.number] else {
                    return row.number > lastFile
                        ? .ahead(row.number, row.name, lastFile: lastFile) : .missing(row.number, row.name)
                }
                if file.sha256 != row.sha256 {
                    return .edited(row.number, file.name, recorded: row.sha256, file: file.sha256)
                }
                return file.name == row.name ? nil : .renamed(row.number, from: row.name, to: file.name)
            }
            + pending.filter { $0.number < lastApplied }.map {
                .outOfOrder($0.number, $0.name, lastApplied: lastApplied)
            }
    }

    /// Whether the database has every file of this program and no other.
    package var isUpToDate: Bool { problems.isEmpty && pending.isEmpty }

    /// Numbers that occur twice, and numbers between 1 and the last that do not occur.
    private static func misnumbered(_ sorted: [Migration]) -> [MigrationProblem] {
        var problems: [MigrationProblem] = []
        var previous: Migration?
        for file in sorted {
            let expected = (previous?.number ?? 0) + 1
            if let previous, previous.number == file.number {
                problems.append(.duplicate(file.number, previous.name, file.name))
            } else if file.number != expected {
                problems.append(.gap(expected, before: file.number))
            }
            previous = file
        }
        return problems
    }
}

/// Why the files of this program and the memory of a database do not fit together.
package enum MigrationProblem: Sendable, Hashable {
    /// An applied file has other bytes now.
    case edited(Int, String, recorded: [UInt8], file: [UInt8])
    /// An applied file has the same bytes under another name.
    case renamed(Int, from: String, to: String)
    /// An applied file is not there, although later ones are.
    case missing(Int, String)
    /// The database has a migration that is newer than this program.
    case ahead(Int, String, lastFile: Int)
    /// A file was added before one that is applied already.
    case outOfOrder(Int, String, lastApplied: Int)
    /// Two files have one number.
    case duplicate(Int, String, String)
    /// A number is skipped.
    case gap(Int, before: Int)

    /// The kind in a word, for programs.
    package var kind: String {
        switch self {
        case .edited: "edited"
        case .renamed: "renamed"
        case .missing: "missing"
        case .ahead: "ahead"
        case .outOfOrder: "out_of_order"
        case .duplicate: "duplicate"
        case .gap: "gap"
        }
    }
}

extension MigrationProblem: CustomStringConvertible {
    /// What is wrong and what to do, in two sentences.
    package var description: String {
        switch self {
        case .edited(let number, let name, let recorded, let file):
            "\(Migration.label(number, name)) was changed after it had been applied (recorded SHA-256 "
                + "\(recorded.shortHex)…, file \(file.shortHex)…). Restore the file and put the change into a new one."
        case .renamed(let number, let from, let to):
            "\(Migration.label(number, from)) is now called \(Migration.label(number, to)). Give it its old name back."
        case .missing(let number, let name):
            "\(Migration.label(number, name)) is applied but has no file. Restore it; its changes are in the database."
        case .ahead(let number, let name, let lastFile):
            "The database has \(Migration.label(number, name)), but this program ends at number \(lastFile). "
                + "Use the newer carelog that applied it."
        case .outOfOrder(let number, let name, let lastApplied):
            "\(Migration.label(number, name)) is not applied, but number \(lastApplied) is. "
                + "Give the file the next free number."
        case .duplicate(let number, let first, let second):
            "\(Migration.label(number, first)) and \(Migration.label(number, second)) have one number. "
                + "Renumber the newer."
        case .gap(let number, let next):
            "There is no file number \(number), but there is number \(next). Number the files without gaps."
        }
    }
}

extension [UInt8] {
    /// The first eight bytes in lower-case hexadecimal: enough to tell two files apart.
    var shortHex: String { hex(prefix(8)) }

    /// All bytes in lower-case hexadecimal.
    package var hexadecimal: String { hex(self[...]) }

    private func hex(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
