namespace SPAgent;

/// <summary>A layout of training data that a trainer reads. Each row is checked against the trainer's rules before it
/// is written.</summary>
[TypeFormatterSource]
public abstract class TrainingFormat
{
    private protected TrainingFormat() { }

    /// <summary><c>jsonl</c>: one sample a line with all its fields.</summary>
    public static TrainingFormat Jsonl { get; } = new JsonLinesFormat();

    /// <summary><c>json</c>: the same samples as one array, indent 2.</summary>
    public static TrainingFormat Json { get; } = new JsonArrayFormat();

    /// <summary><c>sharegpt</c>: id, images and conversations between human and gpt. A file named <c>.jsonl</c> gets
    /// one row a line, any other an array.</summary>
    public static TrainingFormat ShareGpt { get; } = new ShareGptFormat();

    /// <summary><c>simple</c>: id, images, question, answer, iteration, context. A file named <c>.json</c> gets an
    /// array, any other one row a line.</summary>
    public static TrainingFormat Simple { get; } = new SimpleFormat();

    /// <summary><c>llamafactory</c>: a folder with <c>dataset_info.json</c> for LLaMA-Factory.</summary>
    public static TrainingFormat LlamaFactory { get; } = new LlamaFactoryFormat();

    /// <summary><c>swift</c>: a folder for ms-swift.</summary>
    public static TrainingFormat Swift { get; } = new SwiftFormat();

    /// <summary><c>openai</c>: one file of chats, the pictures in it as data URIs.</summary>
    public static TrainingFormat OpenAI { get; } = new OpenAIFormat();

    /// <summary><c>trl</c>: a folder for TRL, the content of messages in blocks.</summary>
    public static TrainingFormat Trl { get; } = new TrlFormat();

    /// <summary><c>unsloth</c>: TRL's rows, with a card that says how Unsloth takes them.</summary>
    public static TrainingFormat Unsloth { get; } = new UnslothFormat();

    /// <summary><c>axolotl</c>: a folder for axolotl, the content of messages in blocks, pictures by their
    /// paths.</summary>
    public static TrainingFormat Axolotl { get; } = new AxolotlFormat();

    /// <summary><c>imagefolder</c>: a folder that <c>load_dataset("imagefolder", data_dir=…)</c> opens.</summary>
    public static TrainingFormat ImageFolder { get; } = new ImageFolderFormat();

    /// <summary><c>verl</c>: a folder with a Parquet file for each split, for verl. Pictures lie in the rows.</summary>
    public static TrainingFormat Verl { get; } = new VerlFormat();

    /// <summary><c>parquet</c>: a folder as the Hub holds datasets, which <c>load_dataset</c> opens with its
    /// pictures.</summary>
    public static TrainingFormat Parquet { get; } = new ParquetFormat();

    /// <summary><c>webdataset</c>: a folder of tars, each row its pictures and its JSON under one number.</summary>
    public static TrainingFormat WebDataset { get; } = new WebDatasetFormat();

    /// <summary>Every format, in the order in which help texts name them.</summary>
    public static IReadOnlyList<TrainingFormat> All { get; } =
    [
        Jsonl, Json, ShareGpt, Simple, LlamaFactory, Swift, OpenAI, Trl, Unsloth, Verl, Axolotl, ImageFolder, Parquet,
        WebDataset,
    ];

    /// <summary>The name that <see cref="ByName"/> and the command line know, such as <c>llamafactory</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the output is a folder; otherwise one file, with pictures in a folder beside it where any are
    /// written.</summary>
    public virtual bool IsFolder => true;

    /// <summary>How tool calls are written unless <see cref="ExportOptions.ToolStyle"/> says otherwise.</summary>
    public virtual ToolStyle DefaultToolStyle => ToolStyle.Native;

    /// <summary>What its trainer trains by; each is another shape of row.</summary>
    public virtual IReadOnlyList<TrainingTask> Tasks => [TrainingTask.Sft];

    /// <summary>A format by its name, in any case.</summary>
    /// <exception cref="ArgumentException">There is no such format; the message lists those there are.</exception>
    public static TrainingFormat ByName(string name) =>
        All.FirstOrDefault(format => string.Equals(format.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no format \"{name}\". There "
            + $"are {string.Join(", ", All.Select(format => format.Name))}.", nameof(name));

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Whether pictures lie in the rows themselves.</summary>
    internal virtual bool EmbedsImages => false;

    /// <summary>Whether tool calls can be written apart from the text.</summary>
    internal virtual bool HasToolRoles => true;

    /// <summary>Whether the card says which files hold a split; not where the loader finds them by their
    /// folders.</summary>
    internal virtual bool NamesItsFiles => true;

    /// <summary>Whether its trainer can be told to learn the last reply only.</summary>
    internal virtual bool LearnsFinalOnly => false;

    /// <summary>Whether its trainer takes the last replies of a pair only, behind turns that both share.</summary>
    internal virtual bool PairsShareTurns => false;

    /// <summary>What is done with pictures unless the caller says otherwise.</summary>
    internal virtual ImageHandling DefaultImages => ImageHandling.Copy;

    /// <summary>Where the rows of a split go, relative to the output folder; only asked of folders.</summary>
    internal virtual string DataFile(string split) => $"{split}.jsonl";

    /// <summary>Where the pictures of a split go, relative to the output folder; only asked of folders.</summary>
    internal virtual string ImageFolderOf(string split) => "images";

    /// <summary>How tool calls are written.</summary>
    internal virtual ToolStyle StyleFor(ExportOptions options) =>
        HasToolRoles ? options.ToolStyle ?? DefaultToolStyle : ToolStyle.Text;

    /// <summary>The columns of a row in a table; nothing where rows are no table.</summary>
    internal virtual IReadOnlyList<TableField> Table(TrainingRow row) => [];

    /// <summary>Where the rows of a split go.</summary>
    internal virtual RowSink Open(ExportStaging place, string split)
    {
        string name = place.DataFile(split);
        return new RowFile(place.Staged(name), name, IsArray(place.Target));
    }

    /// <summary>Whether a file is one array; otherwise it holds a row a line.</summary>
    internal virtual bool IsArray(string path) => false;

    /// <summary>What in a row the trainer would stumble over; nothing for a good row.</summary>
    internal abstract IEnumerable<RowProblem> Check(TrainingRow row);

    /// <summary>Writes a row that passed <see cref="Check"/> as one JSON object.</summary>
    internal abstract void Write(RowWriter writer, TrainingRow row);

    /// <summary>What the trainer must be told of pictures and lengths, for the card; null for nothing.</summary>
    internal virtual string? Settings(ExportSizes sizes) => null;

    /// <summary>Further files that the trainer asks for.</summary>
    internal virtual IEnumerable<KeyValuePair<string, byte[]>> Companions(IReadOnlyList<string> splits,
        TrainingTask task) => [];

    /// <summary>How to load the output, for its card.</summary>
    internal abstract string Usage { get; }

    /// <summary>The same for a task.</summary>
    internal virtual string UsageFor(TrainingTask task) => Usage;
}
