/// For every operation the at most two that must be acknowledged before it is sent: the one it answers, where the
/// server has to find that, and the one before it on the same ticket. Both come earlier in the plan, so that no ring
/// can form.
package struct ImportDependencies: Sendable {
    private var parents: [Int32] = []
    private var previous: [Int32] = []

    /// An empty list with room for so many operations.
    package init(reserving count: Int = 0) {
        parents.reserveCapacity(count)
        previous.reserveCapacity(count)
    }

    /// How many operations there are.
    package var count: Int { parents.count }

    /// The operations that go before one, each once.
    package func before(_ index: Int) -> [Int] {
        let (one, other) = (parents[index], previous[index])
        return (one == other ? [one] : [one, other]).filter { $0 >= 0 }.map(Int.init)
    }

    /// Adds the next operation; -1 stands for none.
    package mutating func append(parent: Int32, previous: Int32) {
        precondition(parent < Int32(count) && previous < Int32(count), "an operation waits only for earlier ones")
        parents.append(parent)
        self.previous.append(previous)
    }
}
