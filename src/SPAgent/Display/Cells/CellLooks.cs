[assembly: SPAgent.RendererSource(typeof(SPAgent.CellLooks))]

namespace SPAgent;

/// <summary>How the values of this library look when they end a cell, or are handed to <c>display</c>.</summary>
internal sealed class CellLooks : IRendererSource
{
    private const int WidestPicturePx = 480;

    public void AddTo(RendererTable table)
    {
        table.Add<Figure>(FigureCell.Of);
        table.Add<Table>(rows => MimeBundle.Html(CellStyle.Frame(Html.Of($"<div class=\"scroll\">{new Html(TableHtml.Of(rows))}</div>")), rows.ToString()));
        table.Add<TraceStatistics>(FigureCards.Of);
        table.Add<SessionStatistics>(FigureCards.Of);
        table.Add<CollectionStatistics>(FigureCards.Of);
        table.Add<DistillationSummary>(FigureCards.Of);
        table.Add<CollectionRunSummary>(FigureCards.Of);
        table.Add<RunProgress>(ProgressCell.Of);
        table.Add<QualityReport>(FigureCards.Of);
        table.Add<Finding>(finding => MimeBundle.Html(CellStyle.Frame(PageOverview.List([PageParts.Found(finding)])), finding.ToString()));
        table.Add<IEnumerable<Finding>>(findings => MimeBundle.Html(CellStyle.Frame(PageOverview.List(findings.Take(200).Select(PageParts.Found))), string.Join('\n', findings.Take(200))));
        table.Add<Trace>(trace => Of(new TraceCard(trace)));
        table.Add<TraceCard>(Of);
        table.Add<CollectionSession>(SessionCard.Of);
        table.Add<CollectedSession>(SessionCard.Of);
        table.Add<AgentResult>(SessionCard.Of);
        table.Add<ImageDataset>(DatasetCell.Of);
        table.Add<DatasetRow>(DatasetCell.Of);
        table.Add<RasterImage>(Of);
        table.Add<ImageGrid>(Of);
        table.Add<IEnumerable<RasterImage>>(images => Of(new ImageGrid(images)));
        table.Add<ReplayStep>(step => ReplayStrip.Of([step]));
        table.Add<IEnumerable<ReplayStep>>(ReplayStrip.Of);
        table.Add<IAsyncEnumerable<ReplayStep>>(steps => ReplayStrip.Of(steps.ToBlockingEnumerable()));
    }

    private static MimeBundle Of(TraceCard card) => MimeBundle.Text(card.ToString()).With("text/html", card.ToHtml);

    private static MimeBundle Of(ImageGrid grid) => MimeBundle.Text(grid.ToString()).With("text/html", grid.ToHtml);

    // Without loss, and scaled down where a notebook would do so anyway.
    private static MimeBundle Of(RasterImage image)
    {
        MimeBundle text = MimeBundle.Text($"RasterImage {image.Width}x{image.Height}");
        if (image.Width == 0 || image.Height == 0) return text;
        double scale = Math.Min(1, (double)WidestPicturePx / Math.Max(image.Width, image.Height));
        int width = Math.Max(1, (int)Math.Round(image.Width * scale)), height = Math.Max(1, (int)Math.Round(image.Height * scale));
        return text.With("image/png", () => Convert.ToBase64String((scale < 1 ? image.Resize(width, height) : image).EncodePng())).WithSize("image/png", width, height);
    }
}
