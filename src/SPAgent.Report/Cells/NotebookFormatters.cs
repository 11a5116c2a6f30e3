using Microsoft.Extensions.AI;

[assembly: SPAgent.RendererSource(typeof(SPAgent.NotebookFormatters))]

namespace SPAgent;

/// <summary>How the values of this library look when they end a cell, or are handed to <c>display</c>.</summary>
internal sealed class NotebookFormatters : IRendererSource
{
    private const int WidestPicturePx = 480, MostFindings = 200;

    public void AddTo(RendererTable table)
    {
        table.Add<Figure>(FigureCell.Of);
        table.Add<Table>(TableCell.Of);
        table.Add<TableRow>(row => TableCell.Of(Table.Of([row])));
        table.Add<IEnumerable<TableRow>>(rows => TableCell.Of(Table.Of(rows)));
        table.Add<TraceStatistics>(FigureCards.Of);
        table.Add<SessionStatistics>(FigureCards.Of);
        table.Add<CollectionStatistics>(FigureCards.Of);
        table.Add<TraceComparison>(comparison =>
            MimeBundle.Html(CellStyle.Frame(ComparisonPage.Card(comparison)), comparison.ToString()));
        table.Add<DistillationSummary>(FigureCards.Of);
        table.Add<CollectionRunSummary>(FigureCards.Of);
        table.Add<RunProgress>(ProgressCell.Of);
        table.Add<QualityReport>(FigureCards.Of);
        table.Add<Finding>(finding =>
            MimeBundle.Html(CellStyle.Frame(PageOverview.List([PageParts.Found(finding)])), finding.ToString()));
        table.Add<IEnumerable<Finding>>(Of);
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
        table.Add<TraceStore>(Gallery.Of);
        table.Add<SessionStore>(Gallery.Of);
        table.Add<DataCollector>(Gallery.Of);
        table.Add<IEnumerable<Trace>>(Gallery.Of);
        table.Add<IEnumerable<CollectedSession>>(Gallery.Of);
        table.Add<IAsyncEnumerable<CollectedSession>>(sessions => Gallery.Of(sessions.ToBlockingEnumerable()));
        table.Add<ConversationTurn>(ConversationCells.Of);
        table.Add<IEnumerable<ConversationTurn>>(ConversationCells.Of);
        table.Add<ToolCall>(ConversationCells.Of);
        table.Add<IEnumerable<ToolCall>>(ConversationCells.Of);
        table.Add<InferenceSample>(ConversationCells.Of);
        table.Add<IEnumerable<InferenceSample>>(ConversationCells.Of);
        table.Add<InitialPrompt>(ConversationCells.Of);
        table.Add<RunShard>(shard => FactsCell.Of("Shard", "", [("part", shard), ("folder", shard.FolderName)]));
        table.Add<LabelStore>(labels => FactsCell.Rows(labels.All()));
        table.Add<SuccessRule>(rule => FactsCell.Of("Success", "", [("when", rule)]));
        table.Add<TaskPrompt>(ConversationCells.Of);
        table.Add<DistillationRun>(RunCells.Of);
        table.Add<CollectionRun>(RunCells.Of);
        table.Add<SpatialAgent>(RunCells.Of);
        table.Add<IChatClient>(RunCells.Of);
        table.Add<AgentMemory>(RunCells.Of);
        table.Add<ExportReport>(RunCells.Of);
        table.Add<ImageToolResult>(RunCells.Of);
        table.Add<ImageTool>(tool => ToolCell.Of(tool.Name, tool.Description, tool.Schema));
        table.Add<IEnumerable<ImageTool>>(
            tools => ToolCell.Of(tools.Select(tool => (tool.Name, tool.Description, tool.Schema))));
        table.Add<AgentTool>(tool => ToolCell.Of(tool.Name, tool.Description, tool.Schema));
        table.Add<IEnumerable<AgentTool>>(
            tools => ToolCell.Of(tools.Select(tool => (tool.Name, tool.Description, tool.Schema))));
        table.Add<ToolInput>(
            input => FactsCell.Of("Arguments", "",
                input.Json.EnumerateObject().Select(argument => (argument.Name, (object?)argument.Value))));
        table.Add<DatasetImage>(image => Of(image.Decode()));
        table.Add<ModelPicture>(picture => Of(picture.Decode()));
        table.Add<Distribution>(distribution => FigureCards.Of([distribution]));
        table.Add<IEnumerable<Distribution>>(FigureCards.Of);
        table.Add<ImageScores>(
            scores =>
                FactsCell.Of("Scores of a picture",
                    string.Join(", ", scores.Flaws().Select(flaw => flaw.Check.Replace('_', ' ')))
                        is { Length: > 0 } flaws ? flaws : "nothing is wrong with it", FactsCell.Facts(scores)));
        table.Add<IReward>(reward =>
            FactsCell.Of($"Reward {reward.Name}", "", [("columns of the truth", reward.TruthColumns)]));
        table.Add<IEnumerable<QualityCheck>>(FactsCell.Rows);
        table.Add<QualityCheck>(check =>
            FactsCell.Of($"Check {check.Name}", "QualityReport.Check(folder, new() { Checks = [check] })", []));
        table.Add<Measure>(measure => FactsCell.Of($"Measure {measure.Name}", "table.Group(column, measure)", []));
        table.Add<ToolsProbe>(_ => FactsCell.Of("Probe", "await probe.SupportsToolsAsync()", []));
        Options(table);
        Facts(table);
    }

    private static void Options(RendererTable table)
    {
        table.Add<DistillationOptions>(FactsCell.Options);
        table.Add<CollectionRunOptions>(FactsCell.Options);
        table.Add<SpatialAgentOptions>(FactsCell.Options);
        table.Add<SimulatedModelOptions>(FactsCell.Options);
        table.Add<OpenAICompatibleOptions>(FactsCell.Options);
        table.Add<ExportOptions>(FactsCell.Options);
        table.Add<QualityOptions>(FactsCell.Options);
        table.Add<TracePageOptions>(FactsCell.Options);
        table.Add<SessionPageOptions>(FactsCell.Options);
        table.Add<LabelChange>(FactsCell.Options);
        table.Add<RecordFilter>(FactsCell.Options);
    }

    private static void Facts(RendererTable table)
    {
        table.Add<IEnumerable<DatasetRow>>(DatasetCell.Of);
        table.Add<IEnumerable<DatasetImage>>(images => Of(new ImageGrid(images.Select(image => image.Decode()))));
        Facts<AccuracyCount>(table);
        Facts<CollectionQuestion>(table);
        Facts<ColumnComparison>(table);
        Facts<ColumnStatistics>(table);
        Facts<DatasetColumn>(table);
        Facts<DatasetConversionReport>(table);
        Facts<DatasetDecimal>(table);
        Facts<DistributionBin>(table);
        Facts<ExportedFile>(table);
        Facts<AccuracyGroup>(table);
        Facts<CollectionEvaluation>(table);
        Facts<DataCollectionOptions>(table);
        Facts<EndpointStatus>(table);
        Facts<ExportRefusal>(table);
        Facts<FailedSession>(table);
        Facts<ImageHeader>(table);
        Facts<Judgement>(table);
        Facts<JudgeReply>(table);
        Facts<LabelMerge>(table);
        Facts<LabelOverride>(table);
        Facts<MapPoint>(table);
        Facts<MetricComparison>(table);
        Facts<ModelServer>(table);
        Facts<RunBudget>(table);
        Facts<SPAgentOptions>(table);
        Facts<TokenPrices>(table);
        Facts<ModelRetry>(table);
        Facts<PixelSize>(table);
        Facts<RewardContext>(table);
        Facts<RecordLabel>(table);
        Facts<RewardScore>(table);
        Facts<RowComparison>(table);
        Facts<SessionToolStatistics>(table);
        Facts<TableColumn>(table);
        Facts<TokenUsage>(table);
        Facts<ToolParameter>(table);
        Facts<ToolRequest>(table);
        Facts<ToolStatistics>(table);
        Facts<TraceAnswer>(table);
        Facts<TracePictures>(table);
        Facts<TraceReadResult>(table);
        Facts<TrainingFormat>(table);
        Facts<UnreadableSession>(table);
    }

    /// <summary>The looks of a value by all that it says of itself: one is a card, several are a table.</summary>
    internal static void Facts<T>(RendererTable table)
        where T : notnull
    {
        table.Add<T>(value => FactsCell.Of(value));
        table.Add<IEnumerable<T>>(FactsCell.Rows);
    }

    private static MimeBundle Of(IEnumerable<Finding> findings)
    {
        Finding[] taken = [.. findings.Take(MostFindings + 1)], shown = [.. taken.Take(MostFindings)];
        bool isMore = taken.Length > MostFindings;
        Html list = PageOverview.List(shown.Select(PageParts.Found));
        return MimeBundle.Html(CellStyle.Frame(Html.Join([list, PageParts.More(isMore)])),
            string.Join('\n', shown.Select(finding => finding.ToString())) + (isMore ? "\n… and more" : ""));
    }

    private static MimeBundle Of(TraceCard card) => MimeBundle.Text(card.ToString()).With("text/html", card.ToHtml);

    private static MimeBundle Of(ImageGrid grid) => MimeBundle.Text(grid.ToString()).With("text/html", grid.ToHtml);

    // Without loss, and scaled down where a notebook would do so anyway.
    private static MimeBundle Of(RasterImage image)
    {
        MimeBundle text = MimeBundle.Text($"RasterImage {image.Width}x{image.Height}");
        if (image.Width == 0 || image.Height == 0) return text;
        double scale = Math.Min(1, (double)WidestPicturePx / Math.Max(image.Width, image.Height));
        int width = Math.Max(1, (int)Math.Round(image.Width * scale)),
            height = Math.Max(1, (int)Math.Round(image.Height * scale));
        return text.With("image/png",
            () => Convert.ToBase64String((scale < 1 ? image.Resize(width, height) : image).EncodePng()))
                .WithSize("image/png", width, height);
    }
}
