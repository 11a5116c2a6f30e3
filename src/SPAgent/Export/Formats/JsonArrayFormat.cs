namespace SPAgent;

/// <summary>The samples of <see cref="JsonLinesFormat"/> as one array that people can read.</summary>
internal sealed class JsonArrayFormat : JsonLinesFormat
{
    public override string Name => "json";

    internal override string Usage => "One JSON array of samples: sample_id, iteration, images, prompt, response, "
        + "context, and what else the sample holds.";

    internal override bool IsArray(string path) => true;
}
