using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace SPAgent.Internal;

/// <summary>Holds the conversations of a run that another process leads. Safe for several threads.</summary>
public sealed class RowAnswering
{
    private readonly Func<DatasetRow, IChatClient> _model;
    private readonly string _modelName;
    private readonly DistillationOptions _options;
    private readonly bool _native;
    private readonly PictureSettings _pictures;
    private readonly Conversation? _shared;

    private RowAnswering(Func<DatasetRow, IChatClient> model, IChatClient? shared, string modelName,
        DistillationOptions options, bool native, PictureSettings pictures)
    {
        (_model, _modelName, _options, _native, _pictures) = (model, modelName, options, native, pictures);
        if (shared is not null) _shared = new(shared, modelName, options, native, pictures);
    }

    /// <summary>Failures in a row, without an answer between them, that end a worker.</summary>
    public int MaxFailures => _options.MaxFailures;

    /// <summary>Holds own settings against those of the run.</summary>
    /// <param name="settings">The run's <c>run.json</c>.</param>
    /// <param name="model">The model that is asked; one that knows a row alone is made for each row by
    /// <paramref name="ofRow"/>.</param>
    /// <param name="modelName">The model's name.</param>
    /// <param name="dataset">The rows as they lie here; null where the run sends each.</param>
    /// <param name="isSameData">Whether they are the run's although their fingerprint differs.</param>
    /// <param name="options">How.</param>
    /// <param name="ofRow">Makes the model of one row; null where <paramref name="model"/> is asked about all.</param>
    /// <exception cref="DistillationException">A setting differs; the message names it, and both values.</exception>
    public static RowAnswering For(string settings, IChatClient model, string modelName, ImageDataset? dataset,
        bool isSameData, DistillationOptions options, Func<DatasetRow, IChatClient>? ofRow = null)
    {
        if (JsonNode.Parse(settings) is not JsonObject run)
            throw new DistillationException("The run's settings are no JSON object. Start its coordinator again.");
        RunManifest there = RunManifest.Read(run);
        bool native = there.OffersToolsNatively;
        PictureSettings pictures = PictureSettings.Of(options, there);
        RunManifest.Of(modelName, native, dataset, options, pictures, model.GetService<RequestExtras>())
            .DemandSame(there, withData: dataset is not null && !isSameData);
        return new(ofRow ?? (_ => model), ofRow is null ? model : null, modelName, options, native, pictures);
    }

    /// <summary>Holds one conversation.</summary>
    /// <param name="row">The row.</param>
    /// <param name="sample">What a trace keeps of it; null for what the row itself gives.</param>
    /// <param name="rowsPath">The path of the rows, as traces keep it.</param>
    /// <param name="imageColumn">The column whose pictures are shown; null for all.</param>
    /// <param name="rollout">Which answer to the row, from 1.</param>
    /// <param name="allowance">What the conversation may take; null for no limit.</param>
    /// <param name="cancellationToken">Drops the conversation.</param>
    /// <exception cref="ModelException">Every further conversation here would fail the same way.</exception>
    /// <exception cref="OperationCanceledException">It was dropped.</exception>
    public async Task<GivenAnswer> AnswerAsync(DatasetRow row, JsonElement? sample, string rowsPath,
        string? imageColumn, int rollout, RunBudget? allowance, CancellationToken cancellationToken)
    {
        RunSpending spending = new(allowance, ofShard: false, _options.MaxTokens, default, null, _options.TimeProvider);
        using SpendingShare share = spending.Begin(new(new(row.Index, rollout)))!;
        try
        {
            Conversation conversation = _shared
                ?? new(_model(row), _modelName, _options, _native, _pictures);
            Trace trace = await conversation.RunAsync(row, sample ?? JsonElement.Parse(row.ToJson()), imageColumn,
                rowsPath, rollout, share, cancellationToken).ConfigureAwait(false);
            return new() { Trace = trace, Lost = share.Lost.ToUsage() };
        }
        catch (BudgetSpentException)
        {
            return new() { NeedsRoom = true, Lost = share.Used.ToUsage() };
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested && !FailureStreak.StopsRun(problem))
        {
            return new()
            {
                Problem = TerminalText.Message(problem),
                MayPass = ModelException.MayPass(problem),
                Lost = share.Used.ToUsage(),
            };
        }
    }
}
