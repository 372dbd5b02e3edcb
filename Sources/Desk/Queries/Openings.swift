internal import Cache
internal import Identity
internal import Vault

/// What lists show of people and of what they said, opened before, so that a page that is looked at again is not opened again.
///
/// What stands at a position never changes, nor does where somebody was registered. Only one thing makes an opening wrong:
/// the destruction of the key that it was opened with. So each carries that key's mark, and is shown only while the vault
/// has the key: whoever the vault has forgotten is forgotten here, too.
struct Openings: Sendable {
    /// Something opened, and with whose key.
    struct Opening<Value: Sendable>: Sendable {
        let value: Value
        let person: UniqueID
        /// `DataKey.commitment`; not the key itself, which nobody but the vault may keep.
        let commitment: [UInt8]
    }

    /// What somebody is called.
    struct Name: Sendable {
        let handle: String?
        let name: String?
    }

    struct PersonKey: Hashable {
        let workspace: WorkspaceID
        let person: UniqueID
    }

    struct PlaceKey: Hashable {
        let workspace: WorkspaceID
        let position: LogPosition
    }

    /// **Units**: people; about 200 bytes each.
    private var names = BoundedCache<PersonKey, Opening<Name>>(countMax: 16_384)
    /// The beginnings of texts; nil where there was none. **Units**: texts; about 350 bytes each.
    private var previews = BoundedCache<PlaceKey, Opening<String?>>(countMax: 16_384)

    mutating func name(of person: UniqueID, in workspace: WorkspaceID, by vault: Vault) -> Name? {
        let key = PersonKey(workspace: workspace, person: person)
        guard let opening = names.value(for: key) else { return nil }
        if opening.isGood(in: workspace, by: vault) { return opening.value }
        names.forget(key)
        return nil
    }

    /// The outer nil if it is not known here, the inner if there is none.
    mutating func preview(at position: LogPosition, in workspace: WorkspaceID, by vault: Vault) -> String?? {
        let key = PlaceKey(workspace: workspace, position: position)
        guard let opening = previews.value(for: key) else { return nil }
        if opening.isGood(in: workspace, by: vault) { return .some(opening.value) }
        previews.forget(key)
        return nil
    }

    mutating func keep(_ name: Opening<Name>, of person: UniqueID, in workspace: WorkspaceID) {
        names.keep(name, for: PersonKey(workspace: workspace, person: person))
    }

    mutating func keep(_ preview: Opening<String?>, at position: LogPosition, in workspace: WorkspaceID) {
        previews.keep(preview, for: PlaceKey(workspace: workspace, position: position))
    }
}

extension Openings.Opening {
    fileprivate func isGood(in workspace: WorkspaceID, by vault: Vault) -> Bool {
        vault.holds(commitment, of: person, in: workspace)
    }
}
