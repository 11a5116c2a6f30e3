using System.Text.Json;

namespace SPAgent;

/// <summary>The fields of an object in a trace file: known names are taken out one by one, what stays is
/// <see cref="Rest"/>.</summary>
internal sealed class TraceObject
{
    private readonly TraceField _self;
    private readonly List<TraceField> _fields = [];

    public TraceObject(TraceField field)
    {
        if (field.Value.ValueKind != JsonValueKind.Object) throw field.Wrong("an object");
        if (field.Value.GetPropertyCount() > TraceField.MostEntries)
        {
            throw field.Wrong($"an object of at most {TraceField.MostEntries:N0} fields");
        }

        _self = field;
        foreach (JsonProperty property in field.Value.EnumerateObject())
        {
            _fields.Add(new(field.File, field.Of(property.Name), property.Name, property.Value));
        }
    }

    /// <summary>Takes a field out; the last one where a name comes twice, as Python does.</summary>
    public TraceField? Take(string name)
    {
        int last = _fields.FindLastIndex(field => field.Name == name);
        if (last < 0) return null;
        TraceField taken = _fields[last];
        _fields.RemoveAll(field => field.Name == name);
        return taken;
    }

    /// <summary>Takes a field out if it is of this kind; under the same name other projects may keep something
    /// else.</summary>
    public TraceField? Take(string name, JsonValueKind kind) => Take(name, value => value.ValueKind == kind);

    /// <summary>Takes a field out if its value is what we write there.</summary>
    public TraceField? Take(string name, Func<JsonElement, bool> isOurs) =>
        _fields.FindLast(field => field.Name == name) is { Name: not null } field && isOurs(field.Value) ? Take(name)
            : null;

    public TraceField Need(string name) => Take(name) ?? throw _self.Missing(name);

    /// <summary>The fields that nobody took, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Rest() =>
        [.. _fields.Select(field => new KeyValuePair<string, JsonElement>(field.Name, field.Value.Clone()))];
}
