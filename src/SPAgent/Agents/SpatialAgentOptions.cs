namespace SPAgent;

/// <summary>How a <see cref="SpatialAgent"/> asks. The three texts can be replaced; the description of the tools is
/// always added to them.</summary>
[TypeFormatterSource]
public sealed record SpatialAgentOptions
{
    /// <summary>Who the model is; the opening of every prompt.</summary>
    public string Role { get; init; } = "You are an agent that reasons about space in images: where things are, how "
        + "far, how large, and how they lie to each other.";

    /// <summary>How it should go about it; follows the tools.</summary>
    public string Workflow { get; init; } =
        "Think step by step. When a closer or different look would help, call one or more tools and stop; you will "
        + "be shown what came of it. " +
        "When you are sure, give the final answer inside <answer></answer> tags.";

    /// <summary>Closes the prompts after the first.</summary>
    public string ContinuationHint { get; init; } =
        "Go on from here: call further tools if you need them, or give the final answer inside <answer></answer> tags.";

    /// <summary>Pictures made by tools that a prompt shows, newest first; the given images always stay. Default 6; from
    /// 0.</summary>
    public int ToolImageBudget { get; init => field = Ranges.AtLeast(value, 0); } = 6;

    /// <summary>Pictures that a prompt shows at most: the first one and the newest ones; with 1 the newest. Default
    /// null: no further limit. From 1.</summary>
    public int? ImageBudget { get; init => field = value is { } pictures ? Ranges.AtLeast(pictures, 1) : null; }

    /// <summary>Pixels that a picture is sent with at most; a larger one is sent smaller, and boxes count in what was
    /// sent. Default null: as they are. From 1.</summary>
    public int? MaxPixels { get; init => field = value is { } pixels ? Ranges.AtLeast(pixels, 1) : null; }

    /// <summary>In which unit the model gives its boxes. Default null: as the tools say, which is pixels unless they
    /// were made otherwise.</summary>
    public BoxUnits? BoxUnits { get; init; }

    /// <summary>Smallest side of a crop in pixels: a smaller box grows inside the picture. Default 28; from 0
    /// (none).</summary>
    public int MinSide { get; init => field = Ranges.AtLeast(value, 0); } = BoxRegion.LeastSide;

    /// <summary>Calls of one iteration that run at the same time. Default 4; from 1.</summary>
    public int MaxParallelTools { get; init => field = Ranges.AtLeast(value, 1); } = 4;

    /// <summary>Calls of one reply that are run; further ones are left out. Default 16; from 1.</summary>
    public int MaxToolCalls { get; init => field = Ranges.AtLeast(value, 1); } = 16;

    /// <summary>Time that one tool call may take before it counts as failed. Default 60 seconds; from 1
    /// ms.</summary>
    public TimeSpan ToolTimeout { get; init => field = Ranges.AtLeast(value, TimeSpan.FromMilliseconds(1)); } =
        TimeSpan.FromSeconds(60);

    /// <summary>Time that one request to the model may take, retries included. Default 10 minutes; from
    /// 1 ms.</summary>
    public TimeSpan RequestTimeout { get; init => field = Ranges.AtLeast(value, TimeSpan.FromMilliseconds(1)); } =
        TimeSpan.FromMinutes(10);

    /// <summary>Sampling temperature. Default 0.7.</summary>
    public float Temperature { get; init; } = 0.7f;

    /// <summary>Tokens that one reply may have. Default 2,048; from 1.</summary>
    public int MaxTokens { get; init => field = Ranges.AtLeast(value, 1); } = 2048;

    /// <summary>Whether spans of OpenTelemetry hold what was said. Default no: names, counts and times alone.</summary>
    public bool TellContent { get; init; }

    /// <summary>Clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
