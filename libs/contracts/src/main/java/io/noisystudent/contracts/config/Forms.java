package io.noisystudent.contracts.config;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.noisystudent.contracts.config.Kinds.KindDeclaration;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The forms that types of components have. */
final class Forms {
    private static final Set<Class<?>> DECIMAL = Set.of(double.class, Double.class);
    private static final Set<Class<?>> FLAG = Set.of(boolean.class, Boolean.class);
    private static final Set<Class<?>> WHOLE = Set.of(short.class, int.class, Integer.class, long.class);

    private Forms() {}

    static Form of(Type type, Key key) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            Form entry = of((Class<?>) list.getActualTypeArguments()[0], key, key.each());
            return new Entries(entry, key.give(), key.least());
        }
        return of((Class<?>) type, key, key.give());
    }

    private static Form of(Class<?> type, Key key, String give) {
        if (DECIMAL.contains(type)) {
            return new Decimal(Interval.of(key.allowed()));
        } else if (WHOLE.contains(type)) {
            return Whole.of(type, key);
        } else if (FLAG.contains(type)) {
            return key.allowed().isEmpty() ? new Flag() : Words.ofFlag(key.allowed());
        } else if (type == String.class) {
            return new Text(Pattern.compile(key.allowed()), give);
        } else if (type.isEnum()) {
            return Words.ofEnum(type, key);
        } else if (type == Weight.class) {
            return new Weights(Interval.of(key.allowed()), new Fields(Declaration.of(Weight.Changing.class)));
        } else if (type.isRecord()) {
            return new Fields(Declaration.of(type));
        } else if (type.isSealed()) {
            return kinds(type, give);
        }
        throw new IllegalStateException("a key cannot be of " + type);
    }

    private static Kinds kinds(Class<?> type, String give) {
        List<KindDeclaration> kinds = records(type).map(Forms::kind).toList();
        return new Kinds(give.startsWith("{") ? Kinds.names(kinds) + ", for example " + give : give, kinds);
    }

    private static Stream<Class<?>> records(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(kind -> kind.isSealed() ? records(kind) : Stream.of(kind));
    }

    private static KindDeclaration kind(Class<?> kind) {
        return new KindDeclaration(
                annotation(kind, JsonTypeName.class).value(), annotation(kind, Kind.class), Declaration.of(kind));
    }

    private static <A extends Annotation> A annotation(Class<?> kind, Class<A> type) {
        return Objects.requireNonNull(kind.getAnnotation(type), () -> kind + " lacks " + type);
    }
}
