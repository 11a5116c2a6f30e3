using System.Text.Json;

namespace SPAgent;

/// <summary>The files of a Python installation that a worker sees, as discover.py found them.</summary>
internal sealed record PythonInstallation
{
    public required string Python { get; init; }
    public required string Pillow { get; init; }
    public required string Numpy { get; init; }
    public required string Machine { get; init; }
    public required string Executable { get; init; }

    /// <summary>Folder of the standard library, and its name below /usr inside (lib/python3.11).</summary>
    public required string Stdlib { get; init; }
    public required string StdlibName { get; init; }

    /// <summary>Folders inside the standard library that hold installed packages: covered, so that every machine has
    /// the same set.</summary>
    public required IReadOnlyList<string> Hidden { get; init; }

    /// <summary>Import name to folder or file.</summary>
    public required IReadOnlyDictionary<string, string> Packages { get; init; }

    /// <summary>Folders of shared objects that wheels keep beside a package.</summary>
    public required IReadOnlyList<string> PackageLibs { get; init; }

    /// <summary>Shared objects elsewhere on the machine, each with the names it is looked up by.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Libraries { get; init; }

    /// <summary>The dynamic loader, and the path under which the interpreter asks for it.</summary>
    public required string? Loader { get; init; }
    public required string? Interpreter { get; init; }

    private static readonly JsonSerializerOptions Json = new()
    { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Asks an interpreter.</summary>
    /// <exception cref="SandboxRefusedException">
    /// It can't be started, is too old, lacks a package, or its files are not for the user that workers run as.
    /// </exception>
    public static PythonInstallation Discover(string interpreter, IReadOnlyList<string> packages)
    {
        (int exitCode, string output, string error) = HostProgram.Run(
            interpreter, ["-B", "-c", SandboxResource.Text("discover.py"), .. packages], TimeSpan.FromMinutes(3));
        if (exitCode != 0) throw SandboxAdvice.PythonFailed(interpreter, exitCode, error);

        Answer? answer = null;
        try
        {
            answer = JsonSerializer.Deserialize<Answer>(output, Json);
            if (answer is { Error: null })
            {
                PythonInstallation found = JsonSerializer.Deserialize<PythonInstallation>(output, Json)!;
                return found is { Loader: not null, Interpreter: not null } ? found
                    : throw SandboxAdvice.NoLoader(interpreter);
            }
        }
        catch (JsonException)
        {
            throw SandboxAdvice.PythonFailed(interpreter, exitCode, $"no answer to the discovery: {output}");
        }

        throw answer?.Error == "old"
            ? SandboxAdvice.PythonTooOld(interpreter, answer.Python)
            : SandboxAdvice.PackagesMissing(interpreter, [.. (answer?.Missing ?? []).Select(m => (m.Name, m.Why))]);
    }

    private sealed record Answer(string? Error, string? Python, IReadOnlyList<MissingPackage>? Missing);

    private sealed record MissingPackage(string Name, string Why);
}
