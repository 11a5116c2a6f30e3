using Microsoft.Extensions.AI;

namespace SPAgent;

/// <summary>Models to run agents with. Any other <see cref="IChatClient"/> does as well.</summary>
public static partial class ChatModels
{
    /// <summary>
    /// A model that lives in this process, for demos, lessons and tests: it recognises the pictures of
    /// <paramref name="knows"/> by their pixels and guesses at others from their hash, reasons over one to four turns,
    /// uses the tools it is offered, and answers with an error that grows with the row's difficulty
    /// (<c>locatability_score</c>). It sees messages only, and the same conversation gets the same replies whatever the
    /// order or concurrency. Its model id says that it is simulated.
    /// </summary>
    /// <param name="seed">Another seed gives other answers.</param>
    /// <param name="knows">A dataset whose truth it knows; null: it knows none. Its images are read once, at the first
    /// call.</param>
    /// <param name="options">Latency, failure rate, tool rate, accuracy.</param>
    public static IChatClient Simulated(int seed = 0, ImageDataset? knows = null,
        SimulatedModelOptions? options = null) =>
        new SimulatedModel(seed, knows, options ?? new SimulatedModelOptions());
}
