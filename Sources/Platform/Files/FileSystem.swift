import CLinux
import Glibc

/// What kind of file system a file lies in.
enum FileSystem {
  /// The magic numbers, of <linux/magic.h> and of the kernel's sources, of file systems whose files are
  /// the kernel's words, and not stored: proc, sysfs, cgroup and cgroup2, debugfs, tracefs, securityfs,
  /// configfs, bpf, efivarfs, pstore, selinuxfs, smackfs, binfmt_misc, fusectl, devpts, mqueue, nsfs.
  private static let kernels: Set<Int> = [
    0x9FA0, 0x6265_6572, 0x27_E0EB, 0x6367_7270, 0x6462_6720, 0x7472_6163, 0x7363_6673, 0x6265_6570,
    0xCAFE_4A11, 0xDE5E_81E4, 0x6165_676C, 0xF97C_FF8C, 0x4341_5D53, 0x4249_4E4D, 0x6573_5543,
    0x1CD1, 0x1980_0202, 0x6E73_6673,
  ]

  /// Whether a path leads to a file that the kernel makes up. It is not opened to find out.
  static func isKernels(at path: String) -> Bool {
    var system = statfs()
    return statfs(path, &system) == 0 && kernels.contains(Int(system.f_type) & 0xFFFF_FFFF)
  }
}
