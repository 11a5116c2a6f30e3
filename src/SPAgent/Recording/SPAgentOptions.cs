namespace SPAgent;

/// <summary>What <see cref="ServiceCollectionExtensions.AddSPAgent"/> registers.</summary>
[TypeFormatterSource]
public sealed class SPAgentOptions
{
    /// <summary>The collection's folder. Default <c>training_data</c>.</summary>
    public string Path { get; set; } = "training_data";

    /// <summary>Keep a copy of every image. Default true.</summary>
    public bool SaveImages { get; set; } = true;

    /// <summary>Let an agent decide by itself whether a session succeeded. Default true.</summary>
    public bool AutoSave { get; set; } = true;

    /// <summary>Flush to disk before a call returns. Default true.</summary>
    public bool Durable { get; set; } = true;

    /// <summary>What makes a session with an answer a success; see <see cref="DataCollector.Success"/>. Default null:
    /// the answer.</summary>
    public Func<CollectedSession, bool>? Success { get; set; }

    /// <summary>The image tools. Default zoom in and rotate.</summary>
    public IList<ImageTool> Tools { get; } = [new ZoomInTool(), new RotateTool()];

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}
