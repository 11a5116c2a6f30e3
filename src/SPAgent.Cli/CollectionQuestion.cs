namespace SPAgent.Cli;

/// <summary>A question about images, as <c>spagent collect</c> asks it.</summary>
internal sealed record CollectionQuestion(IReadOnlyList<string> Images, string Question)
{
    public static CollectionQuestion Of(IReadOnlyList<string> images, string? question)
    {
        if (images.Count == 0 || string.IsNullOrWhiteSpace(question)) throw new ArgumentException("Give --images and --question, or --manifest.");
        return new CollectionQuestion(images, question);
    }

    /// <summary>The rows of a manifest; its image paths are relative to it.</summary>
    public static IReadOnlyList<CollectionQuestion> Of(ImageDataset manifest)
    {
        if (manifest.Kind != "manifest") throw new ArgumentException($"{manifest.Path}: a JSONL manifest is expected, this is {manifest.Kind}.");
        string folder = Path.GetDirectoryName(manifest.Path)!;
        return [.. manifest.Rows().Select(row => new CollectionQuestion(
            [.. row.Images.Select(image => Path.GetFullPath(image.Path ?? throw Inline(manifest, row), folder))],
            row.Values.GetValueOrDefault("question") as string ?? throw new ArgumentException($"{manifest.Path}: line {row.Index + 1} has no question.")))];
    }

    private static ArgumentException Inline(ImageDataset manifest, DatasetRow row) => new(
        $"{manifest.Path}: row {row.Index} holds a picture itself; sessions name files, so store it as one and give its path.");
}
