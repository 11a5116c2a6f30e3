namespace SPAgent;

/// <summary>Chats for fine-tuning on an OpenAI-compatible platform, the pictures as data URIs.</summary>
/// <remarks>Limits are those of OpenAI's guide to fine-tuning on pictures.</remarks>
internal sealed class OpenAIFormat : ChatFormat
{
    private const int MostImages = 10;
    private const long LargestImage = 10L << 20;

    public override string Name => "openai";

    public override bool IsFolder => false;

    internal override bool EmbedsImages => true;

    internal override bool LearnsFinalOnly => true;

    internal override string Usage => "Upload the file as training data; it holds its pictures.";

    internal override IEnumerable<RowProblem> Check(TrainingRow row) => [.. base.Check(row), .. Limits(row)];

    internal override void Write(RowWriter writer, TrainingRow row)
    {
        writer.Json.WriteStartObject();
        WriteMessages(writer, row);
        WriteTools(writer, row);
        writer.Json.WriteEndObject();
    }

    protected override void WriteWeight(RowWriter writer, TrainingRow row, TrainingMessage message)
    {
        if (row.LossOnFinal && message != row.Messages[^1]) writer.Json.WriteNumber("weight"u8, 0);
    }

    protected override void WriteImage(RowWriter writer, TrainingImage image)
    {
        image = image.AsRgb();
        string type = image.Format() switch { ImageFormat.Jpeg => "jpeg", ImageFormat.Png => "png", _ => "webp" };
        writer.Json.WriteStartObject();
        writer.Json.WriteString("type"u8, "image_url"u8);
        writer.Json.WriteStartObject("image_url"u8);
        writer.Json.WritePropertyName("url"u8);
        writer.DataUri(image, $"image/{type}");
        writer.Json.WriteEndObject();
        writer.Json.WriteEndObject();
    }

    protected override void WriteArguments(RowWriter writer, TrainingCall call) =>
        writer.Text(EncodedText.OfJson(CompactJson.Of(call.Arguments.WriteTo)));

    private static IEnumerable<RowProblem> Limits(TrainingRow row)
    {
        if (row.Images.Count > MostImages)
            yield return new(null, $"it shows {row.Images.Count} pictures, the platform takes {MostImages}");
        foreach (TrainingImage image in row.Images)
        {
            string? problem = Problem(image);
            if (problem is not null) yield return new(null, problem);
        }
    }

    private static string? Problem(TrainingImage image)
    {
        try
        {
            image.Format();
            image = image.AsRgb();
            return image.Length() > LargestImage ? $"the picture {image.Name} has {image.Length():N0} bytes, the "
                + $"platform takes {LargestImage:N0}" : null;
        }
        catch (InvalidDataException unreadable)
        {
            return unreadable.Message;
        }
    }
}
