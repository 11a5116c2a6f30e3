using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>A picture that an agent looks at: a file of the caller's, or the result of a tool.</summary>
internal sealed class AgentImage
{
    private readonly ModelPicture _encoded;
    private readonly int? _maxPixels;

    private AgentImage(string path, string label, byte[] bytes, int? maxPixels)
    {
        (Path, Label, _maxPixels) = (path, label, maxPixels);
        _encoded = DatasetImage.FromBytes(bytes, path).ForModel(onWhite: true, maxPixels);
    }

    /// <summary>Path by which samples name it.</summary>
    public string Path { get; }

    /// <summary>What it is, for the prompt: a file name, or <c>image_zoom_in_tool_iter1</c>.</summary>
    public string Label { get; }

    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="DatasetException">It is no picture that can be sent.</exception>
    public static AgentImage FromFile(string path, int? maxPixels) =>
        new(path, System.IO.Path.GetFileName(path), File.ReadAllBytes(path), maxPixels);

    public static AgentImage FromTool(string path, string label, byte[] bytes, int? maxPixels) =>
        new(path, label, bytes, maxPixels);

    /// <summary>Whether it is not opaque and was laid on white.</summary>
    public bool IsOnWhite => _encoded.OnWhite;

    /// <summary>The picture in full, and as the model was shown it.</summary>
    public ShownPicture Decode() => new(_encoded.Decode(), _maxPixels);

    /// <summary>What is sent: JPEG and PNG as they are, unless they are transparent or too large.</summary>
    public DataContent Content => new(_encoded.Bytes, _encoded.MediaType);
}
