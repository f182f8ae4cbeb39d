// Whom the operator lets in, where workers have keys.
extension Coordinator {
  /// Whether a worker with this key may take part. Where there are keys none may without one, and
  /// where there are none nobody has one.
  func isAuthorized(_ key: WorkerKey?) -> Bool {
    guard let authorizedKeys else { return key == nil }
    return key.map(authorizedKeys.contains) ?? false
  }

  /// Why such a worker may not.
  func unauthorized(_ key: WorkerKey?) -> RefusalReason {
    key.map { .unauthorized(key: $0.name) } ?? .noKey
  }

  /// Tells of each key once, and of so many only: strangers can have as many as they like.
  mutating func turnedAway(_ connection: TurnedAway, _ effects: inout [CoordinatorEffect]) {
    guard turnedAwayKeys.count < Limits.turnedAwayKeysMax,
      !turnedAwayKeys.contains(connection.publicKey)
    else { return }
    turnedAwayKeys.append(connection.publicKey)
    effects.append(.report(.turnedAway(connection)))
  }

  /// Takes the new list, and ends the sessions of those that are not in it: what they had not done
  /// goes to others.
  mutating func authorized(
    _ keys: [WorkerKey], _ problem: String?, at now: Instant,
    _ effects: inout [CoordinatorEffect]
  ) {
    let before = authorizedKeys ?? []
    authorizedKeys = keys
    let added = keys.filter { !before.contains($0) }.map(\.name)
    let removed = before.filter { !keys.contains($0) }.map(\.name)
    if !added.isEmpty || !removed.isEmpty || problem != nil {
      effects.append(
        .report(
          .keysChanged(count: keys.count, added: added, removed: removed, problem: problem)))
    }
    // All of them go before anyone is given their work: none of it is for one who goes as well.
    var hasChanged = false
    while let position = sessions.firstIndex(where: { !isAuthorized($0.key) }) {
      let session = sessions[position]
      let name = session.key?.name ?? ""
      effects.append(
        .send(
          .refused(.keyRevoked(name)), to: session.peer, envelope(of: .none),
          withParameters: false)
      )
      if remove(position, reason: .keyRevoked(name), at: now, &effects) { hasChanged = true }
    }
    if hasChanged { workersChanged(at: now, &effects) }
    endIfAlone(at: now, &effects)
  }
}
