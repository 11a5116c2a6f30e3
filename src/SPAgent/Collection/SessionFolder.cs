namespace SPAgent;

/// <summary>A session's folder while it is built: under a dotted name beside its final one, until it is
/// renamed.</summary>
/// <param name="sessionsFolder">Folder of all sessions.</param>
/// <param name="sessionId">Name of the session.</param>
/// <param name="replaces">Whether it takes the place of a saved session of that name.</param>
internal sealed class SessionFolder(string sessionsFolder, string sessionId, bool replaces = false)
{
    private bool _made;

    /// <summary>Where the session is built.</summary>
    public string Temporary { get; } = Temporaries.NameFor(Path.Combine(sessionsFolder, sessionId));

    /// <summary>Where it will be found.</summary>
    public string Final { get; } = Path.Combine(sessionsFolder, sessionId);

    /// <summary>Where copies of images are built.</summary>
    public string Images => Path.Combine(Temporary, SessionLayout.Images);

    /// <summary>Writes samples and, last, the session's own file: older readers take a folder with that file for a
    /// session.</summary>
    /// <returns>Files, then folders, to be flushed.</returns>
    public List<string> Write(IReadOnlyList<byte[]> samples, ReadOnlySpan<byte> metadata)
    {
        string folder = Path.Combine(Temporary, SessionLayout.Samples);
        string session = Path.Combine(Temporary, SessionLayout.Metadata);
        var written = new List<string>(samples.Count + 3);
        try
        {
            Make(folder);
            for (int i = 0; i < samples.Count; i++)
            {
                written.Add(Path.Combine(folder, $"sample_{i + 1}.json"));
                WholeFile.Create(written[^1], samples[i]);
            }

            WholeFile.Create(session, metadata);
            written.AddRange(session, folder, Temporary);
            return written;
        }
        catch (IOException)
        {
            // Half of it would only hold the space that the caller is asked to make.
            TryDelete(folder);
            throw;
        }
    }

    /// <summary>Makes a folder inside the session's.</summary>
    public void Make(string folder)
    {
        if (!_made) MakeOne(Temporary);
        _made = true;
        MakeOne(folder);
    }

    /// <summary>Gives the folder its final name.</summary>
    /// <exception cref="IOException">There is a session of that name.</exception>
    public void Publish()
    {
        bool free = NativeFiles.Available ? NativeFiles.TryRenameFolder(Temporary, Final) : TryMove();
        if (free) return;
        if (replaces)
        {
            Replace();
            return;
        }

        throw new IOException($"{Final}: a session of this id was saved meanwhile, and is never overwritten. Start the "
            + "session under another id.");
    }

    /// <summary>Removes what was built; what can't be removed stays under its dotted name.</summary>
    public void Discard() => TryDelete(Temporary);

    // Never the folders above: a collection that was removed meanwhile is lost, and must not come back half empty.
    private static void MakeOne(string folder)
    {
        if (NativeFiles.Available) NativeFiles.MakeFolder(folder);
        else if (Directory.Exists(Path.GetDirectoryName(folder))) Directory.CreateDirectory(folder);
        else
            throw new DirectoryNotFoundException($"{Path.GetDirectoryName(folder)}: the folder is not there any more.");
    }

    // In one step where the system can; else there is a moment in which neither is there.
    private void Replace()
    {
        if (!NativeFiles.TryExchange(Temporary, Final))
        {
            string earlier = Temporaries.NameFor(Final);
            Directory.Move(Final, earlier);
            Directory.Move(Temporary, Final);
            TryDelete(earlier);
            return;
        }

        TryDelete(Temporary);
    }

    private bool TryMove()
    {
        if (Directory.Exists(Final)) return false;
        Directory.Move(Temporary, Final);
        return true;
    }

    private static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A later collector removes leftovers.
        }
    }
}
