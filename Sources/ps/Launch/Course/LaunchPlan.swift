import Jobs

/// What a launch is to start, and what it may do when something ends.
struct LaunchPlan {
  /// One of the workers, by its index.
  struct Worker {
    /// Such as `worker-3`.
    let name: String
    /// The host that it runs on, by its index; nil for this machine.
    let host: Int?
    /// Such as `worker-3` or `worker-3 on h2`.
    let title: String
  }

  let workers: [Worker]
  /// How many workers the server waits for before training begins.
  let workersExpected: Int
  /// How many it then goes on with.
  let workersMin: Int
  /// How often a worker that failed is started again, of all workers.
  let restartsMax: Int

  /// Workers on this machine alone, which need no server that listens already.
  static func local(
    workers: Int, workersExpected: Int, workersMin: Int, restartsMax: Int
  ) -> LaunchPlan {
    LaunchPlan(
      workers: (0..<workers).map { index in
        Worker(name: "worker-\(index)", host: nil, title: "worker-\(index)")
      },
      workersExpected: workersExpected, workersMin: workersMin, restartsMax: restartsMax)
  }

  /// As many workers on each host as it has slots.
  static func over(
    _ hosts: [WorkerHost], workersExpected: Int, workersMin: Int, restartsMax: Int
  ) -> LaunchPlan {
    var workers: [Worker] = []
    for (index, host) in hosts.enumerated() {
      for _ in 0..<host.slots {
        let name = "worker-\(workers.count)"
        workers.append(Worker(name: name, host: index, title: "\(name) on \(host.name)"))
      }
    }
    return LaunchPlan(
      workers: workers, workersExpected: workersExpected, workersMin: workersMin,
      restartsMax: restartsMax)
  }
}
