using System.Text.Json;

namespace SPAgent;

/// <summary>A question about images, as a <see cref="CollectionRun"/> asks it.</summary>
/// <param name="Images">Paths of the images, at least one.</param>
/// <param name="Question">The question.</param>
[TypeFormatterSource]
public sealed record CollectionQuestion(IReadOnlyList<string> Images, string Question)
{
    /// <summary>A question about one image.</summary>
    /// <param name="image">Path of the image.</param>
    /// <param name="question">The question.</param>
    public CollectionQuestion(string image, string question) : this([image], question)
    {
    }

    /// <summary>What the truth is looked for in: a JSON object, such as a row of a manifest. Default null: the answer
    /// is not scored.</summary>
    public JsonElement? Row { get; init; }

    /// <summary>What kind of question it is, by which accuracy is counted. Default null.</summary>
    public string? Task { get; init; }

    /// <summary>
    /// The rows of a manifest: files of images in its image columns, the question in the column <c>question</c>, with
    /// <c>choices</c> behind it where there are; or in the first turn of <c>conversations</c>.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The dataset is no manifest, a row has no question, or it holds a picture itself where a file is named.
    /// </exception>
    public static IReadOnlyList<CollectionQuestion> FromManifest(ImageDataset manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        if (manifest.Kind != "manifest")
            throw new ArgumentException($"{manifest.Path}: a JSONL manifest is expected, this is {manifest.Kind}.");
        string folder = Path.GetDirectoryName(manifest.Path)!;
        return [.. manifest.Rows().Select(row => ManifestQuestion.Of(row) is var (question, values, task)
            ? new CollectionQuestion(
                [.. row.Images.Select(image => Path.GetFullPath(image.Path ?? throw Inline(manifest, row), folder))],
                question)
            { Row = values, Task = task }
            : throw new ArgumentException($"{manifest.Path}: line {row.Index + 1} has no question."))];
    }

    private static ArgumentException Inline(ImageDataset manifest, DatasetRow row) => new(
        $"{manifest.Path}: row {row.Index} holds a picture itself; sessions name files, so store it "
            + "as one and give its path.");
}
