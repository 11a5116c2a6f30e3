using Microsoft.Extensions.AI;

namespace SPAgent;

public static partial class ChatModels
{
    /// <summary>
    /// A model whose replies are kept in a file, so that a notebook runs again without it, byte for byte. What the file
    /// holds is answered from there; the rest is asked of <paramref name="inner"/> and added.
    /// </summary>
    /// <param name="file">A line for each request: pictures as hashes, no keys, no headers.</param>
    /// <param name="inner">The model; null: nobody is asked, and a request that is not there is an error that says
    /// where it differs first from the nearest.</param>
    /// <exception cref="FileNotFoundException">There is no such file, and no model to record.</exception>
    /// <exception cref="InvalidDataException">A line of it is JSON, but no recorded request.</exception>
    public static IChatClient Recorded(string file, IChatClient? inner = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        return new RecordedModel(file, inner);
    }

    /// <summary>
    /// A model whose replies are kept in a folder and not paid for twice: where the same was asked before (model,
    /// messages, pictures, tools, options; in a run also row and rollout), the reply is taken from there. Only good
    /// replies are kept, for you alone to read.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The folder; made before the first request. A reply that it has no room for is given all the
    /// same.</param>
    public static IChatClient Cached(IChatClient model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new CachedModel(model, Path.GetFullPath(folder));
    }
}
