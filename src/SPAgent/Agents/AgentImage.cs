namespace SPAgent;

/// <summary>A picture that an agent looks at: a file of the caller's, or the result of a tool.</summary>
internal sealed class AgentImage
{
    private readonly DatasetImage _encoded;

    private AgentImage(string path, string label, byte[] bytes) => (Path, Label, _encoded) = (path, label, DatasetImage.FromBytes(bytes, path));

    /// <summary>Path by which samples name it.</summary>
    public string Path { get; }

    /// <summary>What it is, for the prompt: a file name, or <c>image_zoom_in_tool_iter1</c>.</summary>
    public string Label { get; }

    /// <exception cref="IOException">The file can't be read.</exception>
    public static AgentImage FromFile(string path) => new(path, System.IO.Path.GetFileName(path), File.ReadAllBytes(path));

    public static AgentImage FromTool(string path, string label, byte[] bytes) => new(path, label, bytes);

    public RasterImage Decode() => _encoded.Decode();

    /// <summary>What is sent: JPEG and PNG as they are.</summary>
    public (byte[] Bytes, string MediaType) ModelBytes() => _encoded.ModelBytes();
}
