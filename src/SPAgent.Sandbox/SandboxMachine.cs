using System.Runtime.InteropServices;

namespace SPAgent;

/// <summary>The processors whose system calls the filters know.</summary>
internal enum SandboxMachine
{
    X64,
    Arm64,
}

internal static class SandboxMachines
{
    /// <summary>The machine this process runs on; null when the sandbox does not know it, whatever the
    /// reason.</summary>
    public static SandboxMachine? Current =>
        !OperatingSystem.IsLinux() ? null : RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => SandboxMachine.X64,
            Architecture.Arm64 => SandboxMachine.Arm64,
            _ => null,
        };

    /// <summary>The name that uname and Python use.</summary>
    public static string Name(this SandboxMachine machine) => machine == SandboxMachine.X64 ? "x86_64" : "aarch64";

    /// <summary>AUDIT_ARCH value that the kernel hands to a filter.</summary>
    public static uint AuditArch(this SandboxMachine machine) =>
        machine == SandboxMachine.X64 ? 0xC000003E : 0xC00000B7;
}
