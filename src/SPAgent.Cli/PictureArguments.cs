using System.CommandLine;

namespace SPAgent.Cli;

/// <summary>The options that say how pictures are shown and boxes are read, shared by the commands that ask a
/// model.</summary>
internal sealed class PictureArguments
{
    private readonly Option<BoxUnits?> _units = new Option<BoxUnits?>("--box-units")
    {
        Description = "Unit in which the model gives boxes: pixels (default), thousandths "
            + "(Qwen3-VL, Gemini) or fractions."
    }.Named();
    private readonly Option<int?> _minSide = new("--min-side")
    {
        Description = "Smallest side of a crop in pixels; smaller boxes grow inside the "
            + "picture. Default 28; 0 for none."
    };
    private readonly Option<int?> _budget = new("--image-budget")
    { Description = "Pictures of a request at most: the first and the newest ones; with 1 the newest." };
    private readonly Option<int?> _maxPixels = new("--max-pixels")
    { Description = "Pixels that a picture is sent with at most; a larger one is sent smaller." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_units, _minSide, _budget, _maxPixels]) command.Options.Add(option);
    }

    public DistillationOptions Apply(ParseResult parsed, DistillationOptions options) => options with
    {
        BoxUnits = parsed.GetValue(_units),
        MinSide = parsed.GetValue(_minSide),
        ImageBudget = parsed.GetValue(_budget),
        MaxPixels = parsed.GetValue(_maxPixels),
    };

    public SpatialAgentOptions Apply(ParseResult parsed, SpatialAgentOptions options) => options with
    {
        BoxUnits = parsed.GetValue(_units),
        MinSide = parsed.GetValue(_minSide) ?? options.MinSide,
        ImageBudget = parsed.GetValue(_budget),
        MaxPixels = parsed.GetValue(_maxPixels),
    };
}
