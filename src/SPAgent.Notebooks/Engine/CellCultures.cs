using System.Globalization;
using System.Runtime.InteropServices;

namespace SPAgent.Internal;

/// <summary>
/// Cultures for the code of cells. The programs of this project are built without any, so that they start on every
/// machine and write the same everywhere; one that runs cells takes those of the machine's ICU where it has one. The
/// current culture stays the invariant one.
/// </summary>
public static class CellCultures
{
    // The versions that .NET itself looks for.
    private const int OldestIcu = 60;
    private const int NewestIcu = 99;

    /// <summary>Whether a culture differs from the invariant one here.</summary>
    public static bool AreThere { get; } =
        CultureInfo.GetCultureInfo("de-DE").NumberFormat.NumberDecimalSeparator == ",";

    /// <summary>To be called before anything else in the process asks for a culture: what is decided then
    /// stays.</summary>
    public static void Enable()
    {
        if (!HasIcu()) return;
        AppContext.SetSwitch("System.Globalization.Invariant", false);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture =
            CultureInfo.InvariantCulture;
    }

    // .NET ends the process when it is told to use ICU and finds none. Most machines have it where it is quickly seen.
    // Nothing here may parse a number: that asks for the current culture, and then the switch comes too late.
    private static bool HasIcu() => !OperatingSystem.IsLinux()
        || Seen().Concat(Enumerable.Range(OldestIcu, NewestIcu - OldestIcu + 1).Reverse()).Any(version =>
        NativeLibrary.TryLoad($"libicuuc.so.{version}", out _)
            && NativeLibrary.TryLoad($"libicui18n.so.{version}", out _));

    private static IEnumerable<int> Seen()
    {
        string machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64";
        foreach (string folder in (string[])[$"/usr/lib/{machine}-linux-gnu", "/usr/lib64", "/usr/lib"])
        {
            for (int version = NewestIcu; version >= OldestIcu; version--)
            {
                if (File.Exists($"{folder}/libicuuc.so.{version}")) yield return version;
            }
        }
    }
}
