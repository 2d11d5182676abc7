using System.Collections;
using QueueAgents.Contracts;

namespace QueueAgents.Unit.Contracts;

/// <summary>One instance of any message with every property set to something recognisable.</summary>
internal static class Samples
{
    public static object Of(Type type) => Fill(type, "value", depth: 0)!;

    private static object? Fill(Type type, string name, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return name;
        if (type == typeof(int)) return 7;
        if (type == typeof(long)) return 7L;
        if (type == typeof(decimal)) return 0.25m;
        if (type == typeof(bool)) return true;
        if (type == typeof(Guid)) return new Guid("00000000-0000-7000-8000-000000000001");
        if (type == typeof(TimeSpan)) return TimeSpan.FromSeconds(1.5);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        if (type == typeof(Json)) return Json.Of(new { Sample = name });
        if (type == typeof(byte[])) return new byte[] { 1, 2, 3 };
        if (type == typeof(Continuation)) return new Continuation.Step("next", Json.None);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1);
        if (type == typeof(IReadOnlyDictionary<string, string>)) return new Dictionary<string, string> { ["name"] = "value" };
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return List(type.GetGenericArguments()[0], name, depth);
        return Record(type, depth);
    }

    private static Array List(Type item, string name, int depth)
    {
        var list = Array.CreateInstance(item, 1);
        ((IList)list)[0] = Fill(item, name, depth + 1);
        return list;
    }

    private static object Record(Type type, int depth)
    {
        var constructor = type.GetConstructors().OrderBy(c => c.GetParameters().Length).First();
        var instance = constructor.Invoke([.. constructor.GetParameters().Select(p => Fill(p.ParameterType, p.Name!, depth + 1))]);
        foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null)) property.SetValue(instance, Fill(property.PropertyType, property.Name, depth + 1));
        return instance;
    }
}
