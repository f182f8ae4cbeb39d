import Foundation

/// A Slurm cluster on this machine (`cluster/slurm/local-cluster`).
enum LocalSlurm {
  /// Why there can be no such cluster on this machine; nil if there can.
  static let obstacle: String? = {
    for program in ["slurmctld", "slurmd", "sbatch", "munged"] {
      let places = ["/usr/sbin", "/usr/bin"].map { "\($0)/\(program)" }
      guard places.contains(where: FileManager.default.fileExists(atPath:)) else {
        return "there is no \(program); scripts/setup-cluster-tests installs it"
      }
    }
    return Testbed.obstacle
  }()
}
