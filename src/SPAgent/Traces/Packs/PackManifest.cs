using System.Text.Json;
using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary><c>pack.json</c>: what a pack holds, with the hashes of its files.</summary>
internal sealed record PackManifest
{
    public const int CurrentVersion = 1;

    // Of a pack of a hundred million traces.
    private const int Largest = 64 << 20;

    public int FormatVersion { get; init; } = CurrentVersion;

    /// <summary>Traces, and rows of the dataset that they answer.</summary>
    public required int Traces { get; init; }

    public required int Rows { get; init; }

    /// <summary>Bytes of all trace files together, unpacked.</summary>
    public required long Bytes { get; init; }

    /// <summary>Into how many shards the run was divided; absent for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Shards { get; init; }

    /// <summary>The shards that were not complete when it was packed; absent for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? Missing { get; init; }

    public required IReadOnlyList<PackPart> Parts { get; init; }

    /// <summary>The files beside the traces: settings, failures, what shards say of their end.</summary>
    public required PackedFile Files { get; init; }

    public byte[] ToUtf8() => [.. JsonSerializer.SerializeToUtf8Bytes(this, JsonSettings.Pretty), (byte)'\n'];

    /// <summary>Reads that of a folder.</summary>
    /// <exception cref="InvalidDataException">It is torn, or of a later version.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static PackManifest Read(string folder)
    {
        string path = Path.Combine(folder, RunFolders.PackFile);
        try
        {
            using RentedFile file = RentedFile.Read(path, Largest);
            PackManifest manifest = JsonSerializer.Deserialize<PackManifest>(file.Bytes.Span, JsonSettings.Line)
                ?? throw new JsonException("null");
            if (manifest.FormatVersion > CurrentVersion)
            {
                throw new InvalidDataException(
                    $"{path}: its version is {manifest.FormatVersion}, and this program reads {CurrentVersion}. "
                    + "Take a later one.");
            }

            foreach (string name in (string[])[manifest.Files.File,
                .. manifest.Parts.SelectMany(part => (string[])[part.File, part.Index])])
            {
                if (name != Path.GetFileName(name) || name.StartsWith('.'))
                    throw new InvalidDataException($"{path}: \"{name}\" is no name of a file of a pack.");
            }

            return manifest;
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException(
                $"{path}: torn, or no manifest of a pack ({problem.Message}). Copy the pack again.", problem);
        }
    }
}

/// <summary>A file of traces with its index.</summary>
internal sealed record PackPart
{
    public required string File { get; init; }

    public required int Traces { get; init; }

    public required long Length { get; init; }

    public required string Sha256 { get; init; }

    public required string Index { get; init; }

    public required string IndexSha256 { get; init; }
}

/// <summary>A file with its hash, and how many things are in it.</summary>
internal sealed record PackedFile
{
    public required string File { get; init; }

    public required int Count { get; init; }

    public required string Sha256 { get; init; }
}
