namespace SPAgent;

/// <summary>All that a result of the Python code tool depends on beside code and picture: recorded in a trace, compared
/// at replay.</summary>
[TypeFormatterSource]
public sealed record PythonEnvironment
{
    /// <summary>Version of the interpreter, such as 3.11.2.</summary>
    public required string Python { get; init; }

    /// <summary>Version of Pillow.</summary>
    public required string Pillow { get; init; }

    /// <summary>Version of numpy.</summary>
    public required string Numpy { get; init; }

    /// <summary>Machine as uname names it: x86_64 or aarch64.</summary>
    public required string Machine { get; init; }

    /// <summary>Version of the sandbox's own protocol and of how it prepares Python.</summary>
    public required int Protocol { get; init; }

    /// <summary>Seed of all randomness.</summary>
    public required uint Seed { get; init; }

    /// <summary>Processor features that numpy is kept from, so that machines agree in the last bit; empty where there
    /// is nothing to pin.</summary>
    public required string CpuPin { get; init; }

    /// <summary>Packages bound beside PIL and numpy, each with its version, in order: <c>cv2 4.10.0, scipy
    /// 1.14.1</c>. Older versions of this kit recorded their names alone: <c>cv2 scipy</c>.</summary>
    public string Packages { get; init; } = "";

    /// <summary>Names the fields in which another environment differs, such as "numpy 1.24.2, recorded 1.26.4"; empty
    /// when none does.</summary>
    public IReadOnlyList<string> DifferencesFrom(PythonEnvironment recorded)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        (string Name, object Here, object There)[] fields =
        [
            ("python", Python, recorded.Python), ("pillow", Pillow, recorded.Pillow), ("numpy", Numpy, recorded.Numpy),
            ("machine", Machine, recorded.Machine), ("sandbox protocol", Protocol, recorded.Protocol),
            ("seed", Seed, recorded.Seed),
            ("cpu pin", CpuPin, recorded.CpuPin),
            ("packages", recorded.Packages == NamesIn(Packages) ? recorded.Packages : Packages, recorded.Packages),
        ];
        return [.. fields.Where(field => !field.Here.Equals(field.There))
            .Select(field => $"{field.Name} {field.Here}, recorded {field.There}")];
    }

    /// <summary>Packages as <see cref="Packages"/> holds them.</summary>
    internal static string PackagesOf(IEnumerable<(string Name, string Version)> packages) => string.Join(", ",
        packages.OrderBy(package => package.Name, StringComparer.Ordinal)
            .Select(package => $"{package.Name} {package.Version.Replace(',', ' ')}".Trim()));

    private static string NamesIn(string packages) =>
        string.Join(' ', packages.Split(", ").Select(package => package.Split(' ')[0]));
}
