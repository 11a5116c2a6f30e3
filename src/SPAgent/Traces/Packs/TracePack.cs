using System.Text;
using System.Text.Json.Nodes;

namespace SPAgent.Internal;

/// <summary>Packs the traces of a collection into few files, and gives them back byte for byte.</summary>
/// <remarks>The form is that of docs/formats.md; why it is so stands in docs/decisions/packs.md.</remarks>
public static class TracePack
{
    /// <summary>
    /// Packs a folder of traces or of shards. The pack appears whole or not at all, after all of it was read back and
    /// each hash compared.
    /// </summary>
    /// <param name="folder">What is packed; nothing in it is changed.</param>
    /// <param name="output">The pack, which must not be there.</param>
    /// <param name="partial">Whether shards may be incomplete.</param>
    /// <param name="removePacked">Whether the files that are packed are removed in the end.</param>
    /// <param name="time">The clock, by which leftovers are old.</param>
    /// <param name="cancellationToken">Stops; nothing is left then.</param>
    /// <exception cref="InvalidDataException">
    /// Shards are not complete or of different runs, a row is there twice, or it is no folder of traces.
    /// </exception>
    /// <exception cref="IOException">A run is at work in it, something is at the output, or it can't be
    /// written.</exception>
    public static PackReport Write(string folder, string output, bool partial, bool removePacked, TimeProvider time,
        CancellationToken cancellationToken)
    {
        PackSource.Refuse(folder);
        using PackStaging staging = PackStaging.Begin(output, folder, time);
        using PackSource source = PackSource.Open(folder, partial, removePacked);
        (IReadOnlyList<PackPart> parts, long bytes, int rows) = WriteTraces(source, staging.Folder, cancellationToken);
        PackManifest manifest = new()
        {
            Traces = source.Names.Count,
            Rows = rows,
            Bytes = bytes,
            Shards = source.Shards,
            Missing = source.Missing.Count > 0 ? source.Missing : null,
            Parts = parts,
            Files = PackedFiles.Write(staging.Folder, source.Files),
        };
        WriteSettings(folder, staging.Folder);
        string labels = Path.Combine(folder, LabelStore.FileName);
        if (File.Exists(labels))
            PackWriter.WriteFlushed(Path.Combine(staging.Folder, LabelStore.FileName), File.ReadAllBytes(labels));
        PackWriter.WriteFlushed(Path.Combine(staging.Folder, RunFolders.PackFile), manifest.ToUtf8());
        Verify(staging.Folder, source, cancellationToken);
        long packed = Directory.EnumerateFiles(staging.Folder).Sum(file => new FileInfo(file).Length);
        staging.Publish();
        int removed = removePacked ? source.Remove(staging.Target) : 0;
        return new()
        {
            Output = staging.Target,
            Traces = manifest.Traces,
            Rows = manifest.Rows,
            Bytes = manifest.Bytes,
            PackedBytes = packed,
            Files = source.Files.Count,
            Missing = source.Missing,
            LeftOut = source.LeftOut,
            Removed = removed,
        };
    }

    /// <summary>Gives the files of a pack back, in a folder that appears as a whole.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="output">The folder, which must not be there.</param>
    /// <param name="time">The clock, by which leftovers are old.</param>
    /// <param name="cancellationToken">Stops; nothing is left then.</param>
    /// <returns>What was written; traces of damaged frames are <see cref="PackReport.Lost"/>.</returns>
    /// <exception cref="InvalidDataException">It is no pack, or its manifest or an index is damaged.</exception>
    /// <exception cref="IOException">Something is at the output, or it can't be written.</exception>
    public static PackReport Unpack(string pack, string output, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(pack) || !RunFolders.IsPack(pack))
        {
            throw new InvalidDataException(
                $"{pack}: it is no pack: there is no {RunFolders.PackFile} in it. Name a folder that spagent pack wrote.");
        }

        PackManifest manifest = PackManifest.Read(pack);
        using PackStaging staging = PackStaging.Begin(output, pack, time);
        List<string> lost = [];
        HashSet<int> rows = [];
        int traces = 0, files = 0;
        long bytes = 0;
        foreach ((PackedTrace trace, byte[]? file, string? problem) in PackContents.Read(pack, manifest))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file is null)
            {
                lost.Add($"{trace.Path}: {problem}");
                continue;
            }

            staging.Write(trace.Path, file);
            rows.Add(trace.Name.Row);
            traces++;
            bytes += file.Length;
        }

        try
        {
            foreach ((string place, byte[] file) in PackedFiles.Read(pack, manifest.Files))
            {
                staging.Write(place, file);
                files++;
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or System.Text.Json.JsonException)
        {
            lost.Add($"files beside the traces: {problem.Message}");
        }

        string labels = Path.Combine(pack, LabelStore.FileName);
        if (File.Exists(labels)) staging.Write(LabelStore.FileName, File.ReadAllBytes(labels));
        staging.Publish();
        return new()
        {
            Output = staging.Target,
            Traces = traces,
            Rows = rows.Count,
            Bytes = bytes,
            Files = files,
            Missing = manifest.Missing ?? [],
            Lost = lost,
        };
    }

    private static (IReadOnlyList<PackPart> Parts, long Bytes, int Rows) WriteTraces(
        PackSource source, string folder, CancellationToken cancellationToken)
    {
        using PackWriter writer = new(folder, source.Names.Count);
        long bytes = 0;
        int rows = 0, last = -1;
        foreach (TraceName name in source.Names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using RentedFile file = source.Read(name, out string shard);
            writer.Add(name, shard, file.Bytes.Span);
            bytes += file.Bytes.Length;
            if (name.Row != last) rows++;
            last = name.Row;
        }

        return (writer.Finish(), bytes, rows);
    }

    // Where readers look for what the run was asked; the files of shards lie among the others.
    private static void WriteSettings(string folder, string pack)
    {
        string settings = RunFolders.SettingsOf(folder);
        if (!File.Exists(settings)) return;
        byte[] bytes = File.ReadAllBytes(settings);
        if (Path.GetDirectoryName(Path.GetFullPath(settings)) != Path.TrimEndingDirectorySeparator(
            Path.GetFullPath(folder)) && JsonNode.Parse(bytes) is JsonObject shared)
        {
            foreach (string name in RunManifest.OfShard) shared.Remove(name);
            bytes = Encoding.UTF8.GetBytes(shared.ToJsonString(JsonSettings.Pretty) + "\n");
        }

        PackWriter.WriteFlushed(Path.Combine(pack, RunFolders.SettingsName), bytes);
    }

    // All of it is read back from the disk, as a reader will.
    private static void Verify(string pack, PackSource source, CancellationToken cancellationToken)
    {
        PackManifest manifest = PackManifest.Read(pack);
        int at = 0;
        foreach ((PackedTrace trace, byte[]? file, string? problem) in PackContents.Read(pack, manifest))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (file is null || trace.Name != source.Names[at++])
                throw new IOException($"{trace.Path}: it could not be read back ({problem}). Nothing was packed.");
        }

        foreach (PackPart part in manifest.Parts)
        {
            if (PackedFiles.HashOf(Path.Combine(pack, part.File)) != part.Sha256)
                throw new IOException($"{part.File}: it was written otherwise. Nothing was packed.");
        }

        int files = 0;
        foreach ((string place, byte[] bytes) in PackedFiles.Read(pack, manifest.Files))
        {
            if (!File.ReadAllBytes(source.Files[files++].Path).AsSpan().SequenceEqual(bytes))
                throw new IOException($"{place}: it changed while it was packed. Nothing was packed; try again.");
        }

        if (at != source.Names.Count || files != source.Files.Count)
            throw new IOException("Fewer files could be read back than were written. Nothing was packed.");
    }
}
