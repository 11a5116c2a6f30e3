using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>
/// The verdict of a model by a rubric, from 0 to 1. The judge is shown the question, the row and the answer as marked
/// data, and replies in JSON by a schema. A reply without a verdict is asked for again once; then there is no score.
/// What was asked and replied is kept as a <see cref="Judgement"/>, and the same request is not paid for twice.
/// </summary>
[TypeFormatterSource]
public sealed class JudgeReward : IAsyncReward
{
    private const int Asked = 2;

    private readonly IChatClient _model;

    /// <summary>Makes a judge.</summary>
    /// <param name="model">The model that judges; it is not disposed of.</param>
    /// <param name="rubric">By what answers are judged: what a score of 1 asks for, and what costs points.</param>
    /// <exception cref="ArgumentException">The rubric is blank.</exception>
    public JudgeReward(IChatClient model, string rubric)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (string.IsNullOrWhiteSpace(rubric))
            throw new ArgumentException("The rubric is empty. Say what a good answer holds.", nameof(rubric));
        _model = model;
        Rubric = rubric.Trim();
        Judge = ModelName.Of(model);
        RubricSha256 = Hash(Rubric);
    }

    /// <inheritdoc/>
    public string Name => "judge";

    /// <summary>Name of the model that judges.</summary>
    public string Judge { get; }

    /// <summary>SHA-256 of the rubric, without white space around it, as UTF-8; lower-case hexadecimal.</summary>
    public string RubricSha256 { get; }

    /// <summary>By what answers are judged.</summary>
    [JsonIgnore]
    public string Rubric { get; }

    /// <summary>Whether the judge is sent the row's pictures too. Default no.</summary>
    public bool SendsPictures { get; init; }

    /// <summary>Whether the judge is shown all replies and what the tools said, not the answer alone. Default
    /// no.</summary>
    public bool SendsConversation { get; init; }

    /// <summary>Sampling temperature. Default 0; from 0 to 2.</summary>
    public float Temperature { get; init => field = Ranges.Check(value, 0, 2); }

    /// <summary>Tokens that a reply may have, thoughts included. Default 2,048; from 1.</summary>
    public int MaxTokens { get; init => field = Ranges.AtLeast(value, 1); } = 2048;

    /// <summary>Time that one request may take, retries included. Default 30 minutes; from 1 millisecond to a
    /// day.</summary>
    [JsonIgnore]
    public TimeSpan RequestTimeout
    {
        get; init =>
        field = Ranges.Check(value, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1));
    } = TimeSpan.FromMinutes(30);

    /// <summary>Whether to ask anew about answers where no verdict could be read earlier. Default no: it was paid for
    /// twice already.</summary>
    [JsonIgnore]
    public bool RetryUnread { get; init; }

    /// <summary>Clock of the time limit. Default the system's.</summary>
    [JsonIgnore]
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    /// <exception cref="ModelException">The judge gave no reply.</exception>
    /// <exception cref="TimeoutException">It gave none in time.</exception>
    public async Task<RewardScore?> ScoreAsync(RewardContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        IReadOnlyList<DataContent> pictures = SendsPictures
            ? await context.PicturesAsync(cancellationToken).ConfigureAwait(false) : [];
        string user = JudgePrompt.User(Rubric, context, SendsConversation);
        string key = RequestHash(user, pictures);
        Judgement judgement = context.Judgements.FirstOrDefault(one => one.Reward == Name && one.RequestSha256 == key)
            ?? new Judgement
            {
                Reward = Name,
                Judge = Judge,
                RubricSha256 = RubricSha256,
                RequestSha256 = key,
                Prompt = $"{JudgePrompt.System}\n\n{user}",
            };
        int most = RetryUnread && judgement is { Score: null, Replies.Count: >= Asked }
            ? judgement.Replies.Count + Asked : Asked;
        while (true)
        {
            string problem = "";
            if (judgement.Replies.Count > 0 && JudgeVerdict.Read(judgement.Replies[^1], out problem) is { } verdict)
            {
                context.Keep(judgement with { Score = verdict.Score, Reason = verdict.Reason, Problem = null });
                return new RewardScore { Score = verdict.Score, ParseSuccess = true };
            }

            if (judgement.Replies.Count > 0)
            {
                // At once: should the next request fail, this reply is not paid for again.
                judgement = judgement with
                {
                    Problem = $"No verdict of {Judge} could be read, asked {judgement.Replies.Count} times: {problem}.",
                };
                context.Keep(judgement);
                if (judgement.Replies.Count >= most) return null;
            }

            ChatResponse response = await TimedCall.AskAsync(
                _model, Messages(user, pictures, judgement.Replies), Request(), RequestTimeout, "its judgement",
                TimeProvider, cancellationToken).ConfigureAwait(false);
            judgement = judgement with { Replies = [.. judgement.Replies, JudgeReply.Of(response)] };
        }
    }

    private static List<ChatMessage> Messages(
        string user, IReadOnlyList<DataContent> pictures, IReadOnlyList<JudgeReply> replies)
    {
        List<ChatMessage> messages =
        [
            new(ChatRole.System, JudgePrompt.System),
            new(ChatRole.User, [new TextContent(user), .. pictures]),
        ];
        // An empty reply is no message that servers take: the same is asked again.
        if (replies is not [.., { Text: { Length: > 0 } last }]) return messages;
        messages.Add(new(ChatRole.Assistant, last));
        messages.Add(new(ChatRole.User, JudgePrompt.Again));
        return messages;
    }

    private ChatOptions Request() => new()
    {
        Temperature = Temperature,
        MaxOutputTokens = MaxTokens,
        ResponseFormat = JudgePrompt.Format,
    };

    private string RequestHash(string user, IReadOnlyList<DataContent> pictures)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string part in (string[])[Judge, JudgePrompt.System, user])
        {
            byte[] bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }

        foreach (DataContent picture in pictures) hash.AppendData(SHA256.HashData(picture.Data.Span));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
