namespace SPAgent;

/// <summary>The session does not hold the samples that it says it holds.</summary>
internal sealed class SampleCountCheck : QualityCheck
{
    public override string Name => "num_iterations";

    public override IEnumerable<Finding> Check(CollectedSession session)
    {
        int samples = session.Samples.Count;
        if (session.NumIterations != samples)
            yield return Found(session, Severity.Warning,
                $"It says {TerminalText.Count(session.NumIterations, "iteration")} and "
                    + $"holds {TerminalText.Count(samples, "sample")}.", "Collect it again.");
        string folder = Path.Combine(session.Folder, SessionLayout.Samples);
        if (!Directory.Exists(folder)) yield break;
        FileInfo[] files = new DirectoryInfo(folder).GetFiles("*.json");
        if (files.Length != samples)
            yield return Found(session, Severity.Warning,
                $"It holds {TerminalText.Count(samples, "sample")} "
                    + $"and {TerminalText.Count(files.Length, "sample file")}.",
                "Collect it again.") with
            { Check = "sample_files" };
        foreach (FileInfo file in files.Where(file => file.Length == 0))
            yield return Found(session, Severity.Warning, $"The sample file {Quote(file.Name)} is empty.",
                "Collect it again.") with
            { Check = "sample_files" };
    }
}

/// <summary>Time runs backwards.</summary>
internal sealed class TimestampsCheck : QualityCheck
{
    public override string Name => "timestamps";

    public override IEnumerable<Finding> Check(CollectedSession session)
    {
        if (session.EndTime < session.StartTime)
            yield return Found(session, Severity.Warning, "It ends before it starts.",
                "Look whether the clock was set.");
        for (int i = 1; i < session.Samples.Count; i++)
        {
            if (session.Samples[i - 1].Timestamp > session.Samples[i].Timestamp)
                yield return Found(session, Severity.Warning, "It was taken before the sample in front of it.",
                    "Look whether two sessions were mixed up.", session.Samples[i].Iteration);
        }
    }
}

/// <summary>A value that JSON could not hold.</summary>
internal sealed class StoredAsTextCheck : QualityCheck
{
    public override string Name => "stored_as_text";

    public override IEnumerable<Finding> Check(CollectedSession session) =>
        session.Samples.Where(sample => sample.StoredAsText.Count > 0).Select(sample =>
        Found(session, Severity.Information, $"{Quote(sample.StoredAsText[0])} was no JSON and is kept as text.",
            "Give values that JSON can hold.", sample.Iteration));
}

/// <summary>A picture that a sample names and nobody has.</summary>
internal sealed class MissingImageCheck : QualityCheck
{
    private const int MostNamed = 5;

    public override string Name => "missing_image";

    public override IEnumerable<Finding> Check(CollectedSession session)
    {
        foreach (InferenceSample sample in session.Samples)
        {
            string[] missing =
                [.. sample.Images.Where((name, i) => session.SavedImagePath(sample, i) is null
                    && !IsElsewhere(sample, i, name))];
            if (missing.Length > 0)
                yield return Found(session, Severity.Error,
                    $"{missing.Length} of {TerminalText.Count(sample.Images.Count, "picture")} are not there.",
                    "Copy the pictures back, or leave it out.", sample.Iteration, [.. missing.Take(MostNamed)]);
        }
    }

    // A collection may keep no copies; then the pictures lie where the caller had them. A network is never asked.
    private static bool IsElsewhere(InferenceSample sample, int index, string name) =>
        sample.SavedImages.ElementAtOrDefault(index) is null
        && (name.Contains("://", StringComparison.Ordinal)
            || (!name.StartsWith(@"\\", StringComparison.Ordinal) && !name.StartsWith("//", StringComparison.Ordinal)
                && File.Exists(name)));
}
