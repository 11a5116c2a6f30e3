using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SPAgent;

/// <summary>
/// Encodes whatever a caller hands in: anonymous objects, dictionaries, JSON nodes, tool results. What JSON can't hold
/// (NaN, delegates, cycles, getters that throw) is stored as text, each part for itself, and its place is named.
/// </summary>
internal static class LenientSerializer
{
    /// <summary>The most bytes of JSON that one value may make.</summary>
    public const int MaxBytes = 64 << 20;

    // Reading the properties of these waits, or shows the runtime's insides.
    private static readonly Type[] s_textOnly =
        [typeof(Task), typeof(Delegate), typeof(MemberInfo), typeof(Stream), typeof(Exception)];

    /// <summary>How values are turned into JSON: names as they are declared, enums by name, fields too (a tuple has
    /// nothing else).</summary>
    public static JsonSerializerOptions Options { get; } = MakeOptions();

    /// <summary>Indented JSON of <paramref name="value"/>; null gives <c>{}</c>.</summary>
    /// <param name="value">Any object.</param>
    /// <param name="place">Where the value will stand, such as <c>context</c>.</param>
    /// <param name="asText">Takes the places of the parts that had to be stored as text.</param>
    public static byte[] Encode(object? value, string place, ICollection<string> asText)
    {
        if (value is null) return "{}"u8.ToArray();
        using var buffer = new PooledBuffer { Limit = MaxBytes };
        if (TryWrite(buffer, writer => JsonSerializer.Serialize(writer, value, value.GetType(), Options)))
            return buffer.Written.ToArray();

        var found = new List<string>();
        if (TryWrite(buffer, writer => new LenientWalk(writer, found).Write(value, place)))
        {
            foreach (string part in found) asText.Add(part);
            return buffer.Written.ToArray();
        }

        asText.Add(place);
        return JsonSerializer.SerializeToUtf8Bytes(
            $"({value.GetType().Name}, more than {MaxBytes >> 20} MiB of JSON)", Options);
    }

    /// <summary>Whether values of this type are always stored as text.</summary>
    public static bool IsTextOnly(Type type) => s_textOnly.Any(kind => kind.IsAssignableFrom(type));

    // Any exception: the value's own getters and converters run here, and the session must outlive them.
    private static bool TryWrite(PooledBuffer buffer, Action<Utf8JsonWriter> write)
    {
        buffer.Clear();
        try
        {
            using var writer = new Utf8JsonWriter(buffer, JsonSettings.Indented);
            write(writer);
            writer.Flush();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions
        {
            Encoder = PlainJsonEncoder.Instance,
            IncludeFields = true,
            NewLine = "\n",
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            WriteIndented = true,
        };
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new TextOnly());
        options.MakeReadOnly();
        return options;
    }

    // Fails only when a value is written, so that what stands beside it in an object can still be.
    private sealed class TextOnly : JsonConverter<object>
    {
        public override bool CanConvert(Type typeToConvert) => IsTextOnly(typeToConvert);

        public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) =>
            throw new NotSupportedException($"{value.GetType()} is stored as text.");
    }
}
