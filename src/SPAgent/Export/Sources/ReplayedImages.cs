namespace SPAgent;

/// <summary>The pictures that the model saw in a trace, encoded as they were sent.</summary>
internal sealed record ReplayedImages(IReadOnlyList<TrainingImage> Images, bool Unproved)
{
    private const int ModelQuality = 95;

    /// <exception cref="RowRefusedException">A picture is not the one that the model saw, or is not proved although that is asked.</exception>
    public static async Task<ReplayedImages> OfAsync(
        Trace trace, ImageDataset dataset, IReadOnlyList<ImageTool> tools, bool requireProof, CancellationToken cancellationToken)
    {
        List<TrainingImage> images = [];
        bool unproved = false;
        int call = -1;
        await foreach (ReplayStep step in TraceReplay.RunAsync(trace, dataset, tools, cancellationToken).ConfigureAwait(false))
        {
            int? turn = step.Turn > 0 ? step.Turn : null;
            if (step.Verdict == ReplayVerdict.Mismatch) throw new RowRefusedException(turn, step.Detail ?? "replay gives another picture than the model saw");
            if (step.Verdict == ReplayVerdict.Unverified)
            {
                if (requireProof) throw new RowRefusedException(turn, "no hash proves that replay gives the picture that the model saw");
                unproved = true;
            }

            if (call < 0) images.Add(Stored(dataset[trace.SampleIndex].Image!));
            else if (trace.ToolCalls[call].Success) images.Add(new TrainingImage { Bytes = step.Image.EncodeJpeg(ModelQuality) });
            call++;
        }

        return new(images, unproved);
    }

    private static TrainingImage Stored(DatasetImage image)
    {
        (byte[] bytes, _) = image.ModelBytes();
        bool untouched = image.File is not null && new FileInfo(image.File).Length == bytes.Length;
        return new TrainingImage { Name = image.Path, Bytes = bytes, File = untouched ? image.File : null };
    }
}
