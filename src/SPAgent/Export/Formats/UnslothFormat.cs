namespace SPAgent;

/// <summary>TRL's rows under Unsloth's name: it trains by TRL, with a collator of its own for pictures.</summary>
internal sealed class UnslothFormat : TrlFormat
{
    public override string Name => "unsloth";

    internal override string Usage =>
        "In this folder: `load_dataset(\"json\", data_files=\"train.jsonl\", "
        + "split=\"train\").cast_column(\"images\", Sequence(Image()))`, "
        + "then pass it to `SFTTrainer` with `data_collator=UnslothVisionDataCollator(model, processor)`, "
        + "`remove_unused_columns=False` and `dataset_kwargs={\"skip_prepare_dataset\": True}`.";

    internal override string? Settings(ExportSizes sizes) =>
        "`UnslothVisionDataCollator(…, resize=\"max\")`, since its default makes pictures smaller, and "
        + "boxes count in the full ones "
        + $"(the largest has {sizes.MostPixels:N0} pixels)"
        + sizes.Tokens("max_seq_length")
        + (sizes.HasTools ? "; tools apart from the text (`--tool-style native`) are not passed to models that see, so "
            + "export with `--tool-style text`" : "");
}
