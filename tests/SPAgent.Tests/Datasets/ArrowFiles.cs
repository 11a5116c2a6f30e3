namespace SPAgent.Tests;

/// <summary>Arrow files and save_to_disk folders made for one test.</summary>
internal static class ArrowFiles
{
    /// <summary>Writes a stream and gives its path.</summary>
    public static string Stream(ScratchFolder folder, Action<ArrowWriter> write, string name = "data.arrow",
        byte[]? tail = null)
    {
        using var stream = new MemoryStream();
        write(new ArrowWriter(stream));
        stream.Write(tail ?? []);
        return folder.Write(name, stream.ToArray());
    }

    /// <summary>Writes a folder as save_to_disk does, around files that are there or come later.</summary>
    public static string Folder(ScratchFolder folder, string features = "{}",
        string state = "\"_data_files\":[{\"filename\":\"data.arrow\"}]")
    {
        folder.Write("dataset_info.json", $$"""{"citation":"","features":{{features}}}""");
        folder.Write("state.json", $$"""{{{state}},"_fingerprint":"0123456789abcdef"}""");
        return folder.Path;
    }

    /// <summary>The rows of a file, or the message that ended them.</summary>
    public static string Outcome(string path)
    {
        (long rows, DatasetException? error) = ArrowReading.All(path);
        return error is null ? $"{rows} rows" : error.Message;
    }
}
