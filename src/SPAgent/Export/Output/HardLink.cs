using System.Runtime.InteropServices;

namespace SPAgent;

/// <summary>A second name for a file.</summary>
internal static partial class HardLink
{
    /// <summary>False where the system or the file system has no such links, or both names are on different ones.</summary>
    public static bool TryMake(string existing, string name) => OperatingSystem.IsLinux() && Link(existing, name) == 0;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);
}
