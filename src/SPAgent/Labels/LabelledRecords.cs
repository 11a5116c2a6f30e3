namespace SPAgent;

/// <summary>The records that a file of labels is about, by their ids.</summary>
internal abstract class LabelledRecords
{
    /// <summary>How many of the nearest ids a refusal names.</summary>
    protected const int MostNamed = 3;

    /// <summary>The one spelling of an id; null for what is none.</summary>
    public abstract string? Spell(string id);

    /// <summary>Whether there is such a record; <paramref name="id"/> is in its one spelling.</summary>
    public abstract bool Contains(string id);

    /// <summary>See <see cref="RecordIdentity"/>; <see cref="RecordIdentity.Unknown"/> where it can't be
    /// read.</summary>
    public abstract string IdentityOf(string id);

    /// <summary>In the order in which records are listed.</summary>
    public abstract Comparer<string> Order { get; }

    /// <summary>The id in its one spelling, of a record that is there.</summary>
    /// <exception cref="ArgumentException">There is none; the message names the nearest ids.</exception>
    public string Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Spell(id) is { } spelled && Contains(spelled) ? spelled : throw new ArgumentException(Refusal(id));
    }

    protected abstract string Refusal(string id);
}
