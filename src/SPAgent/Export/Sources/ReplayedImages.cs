namespace SPAgent;

/// <summary>The pictures that the model saw in a trace, encoded as they were sent.</summary>
/// <param name="Images">The row's pictures, then one for each call that worked.</param>
/// <param name="OfRow">How many of them are the row's.</param>
/// <param name="Boxes">The sizes that boxes count in.</param>
/// <param name="Unproved">Whether no hash proves some of them.</param>
internal sealed record ReplayedImages(IReadOnlyList<TrainingImage> Images, int OfRow, CallBoxes Boxes, bool Unproved)
{
    private const int ModelQuality = 95;

    /// <exception cref="RowRefusedException">A picture is not the one that the model saw, or is not proved although
    /// that is asked.</exception>
    public static async Task<ReplayedImages> OfAsync(
        Trace trace, ImageDataset dataset, IReadOnlyList<ImageTool> tools, bool requireProof,
        CancellationToken cancellationToken)
    {
        List<TrainingImage> images = [];
        List<ActedOnPicture> actedOn = [];
        bool unproved = false;
        int ofRow = 0;
        await foreach (ReplayStep step in TraceReplay.RunAsync(trace, dataset, tools, cancellationToken)
            .ConfigureAwait(false))
        {
            int? turn = step.Turn > 0 ? step.Turn : null;
            if (step.Verdict == ReplayVerdict.Mismatch)
                throw new RowRefusedException(turn, step.Detail ?? "replay gives another picture than the model saw");
            if (step.Verdict == ReplayVerdict.Unverified)
            {
                if (requireProof)
                    throw new RowRefusedException(turn,
                        "no hash proves that replay gives the picture that the model saw");
                unproved = true;
            }

            if (step.ActedOn is not { } picture)
            {
                images.Add(Sent(step, trace));
                ofRow++;
                continue;
            }

            if (trace.ToolCalls[actedOn.Count].Success)
                images.Add(new TrainingImage { Bytes = step.Image.EncodeJpeg(ModelQuality) });
            actedOn.Add(picture);
        }

        return new(images, ofRow, new CallBoxes(actedOn), unproved);
    }

    private static TrainingImage Sent(ReplayStep step, Trace trace)
    {
        DatasetImage image = step.Source!;
        ModelPicture sent = image.ForModel(onWhite: trace.Pictures?.OnWhite ?? false, trace.Pictures?.MaxPixels);
        bool untouched = image.File is not null && new FileInfo(image.File).Length == sent.Bytes.Length;
        return new TrainingImage
        { Name = image.Path, Bytes = sent.Bytes.ToArray(), File = untouched ? image.File : null };
    }
}
