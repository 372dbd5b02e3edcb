package import Ticketing

/// A customer who is one person with another.
///
/// **Shape**: a row of `view_<n>.customer_link`.
package struct LinkRow: Hashable, Sendable {
    package let customer: CustomerID
    /// Into whom they were merged.
    package let into: CustomerID

    package init(customer: CustomerID, into: CustomerID) {
        self.customer = customer
        self.into = into
    }
}

extension SideRows<CustomerID, LinkRow> {
    /// Takes the next event of a customer into account.
    mutating func apply(_ event: CustomerEvent, of customer: CustomerID) {
        switch event {
        case .merged(let into): write(LinkRow(customer: customer, into: into), as: customer)
        case .unmerged: remove(customer)
        case .identified, .unidentified, .absorbed, .expelled: break
        }
    }
}
