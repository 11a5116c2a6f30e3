using System.CommandLine;

namespace SPAgent.Cli;

/// <summary>The options that say which rows and which pictures of a dataset are meant, and how it is opened.</summary>
/// <param name="description">What <c>--dataset</c> is for.</param>
/// <param name="required">Whether the command needs it.</param>
internal sealed class DatasetArguments(string description = DatasetArguments.Kinds, bool required = false)
{
    /// <summary>What can be opened.</summary>
    public const string Kinds =
        "Parquet (a file, a quoted glob, a Hub folder), save_to_disk folder, image folder or zip, or manifest.";

    public Option<string?> Dataset { get; } = new("--dataset") { Description = description, Required = required };

    public Option<string?> Split { get; } = new("--split") { Description = "Split of a dataset that has several." };

    public Option<string?> Config { get; } = new("--config")
    {
        Description = "Configuration of a Hub folder that has several, as its README names them.",
    };

    public Option<string?> ImageColumn { get; } = new("--image-column")
    {
        Description = "Column whose pictures count, by its name or key; without it, those of all columns.",
    };

    /// <summary>Adds the options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="named">Whether <c>--dataset</c> is among them: not where an argument names the dataset.</param>
    public void AddTo(Command command, bool named = true)
    {
        if (named) command.Options.Add(Dataset);
        foreach (Option option in (Option[])[Split, Config, ImageColumn]) command.Options.Add(option);
    }

    /// <summary>The dataset that <c>--dataset</c> names; null without it.</summary>
    public ImageDataset? Open(ParseResult parsed)
    {
        if (parsed.GetValue(Dataset) is { } path) return Open(parsed, path);
        if (parsed.GetValue(ImageColumn) is not null) throw new ArgumentException("--image-column needs --dataset.");
        if (parsed.GetValue(Config) is not null) throw new ArgumentException("--config needs --dataset.");
        if (parsed.GetValue(Split) is not null) throw new ArgumentException("--split needs --dataset.");
        return null;
    }

    /// <summary>
    /// The dataset at a path that was given otherwise. What there is to know of it is said on stderr.
    /// </summary>
    public ImageDataset Open(ParseResult parsed, string path) => Open(parsed, path, parsed.GetValue(Split));

    /// <summary>The split that was asked for; without one, every split.</summary>
    public IReadOnlyList<ImageDataset> OpenAll(ParseResult parsed, string path) =>
        parsed.GetValue(Split) is null && ImageDataset.SplitsOf(path, parsed.GetValue(Config)) is { Count: > 1 } splits
            ? [.. splits.Select(split => Open(parsed, path, split))]
            : [Open(parsed, path)];

    private ImageDataset Open(ParseResult parsed, string path, string? split)
    {
        ImageDataset rows = ImageDataset.Open(path, split, parsed.GetValue(ImageColumn), parsed.GetValue(Config));
        foreach (string warning in rows.Warnings) CommandRunner.Say($"{rows.Path}: {warning}");
        return rows;
    }
}
