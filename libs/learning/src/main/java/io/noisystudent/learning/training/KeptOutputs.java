package io.noisystudent.learning.training;

import io.noisystudent.learning.module.Activations;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.NativeScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * What teachers gave for every image of a training, where it always looks the same: a teacher computes it once. Native
 * memory, on the device, therefore close it.
 *
 * <p>This rests on kernels that compute a row alike wherever it is in a batch: a training that resumes computes outputs in
 * other batches than it did before. The first batch whose outputs are all known is computed once more; if one number
 * differs, nothing is kept from then on.
 */
final class KeptOutputs implements AutoCloseable {
    /** Of the outputs of all images together; those of a training that needs more are not kept. */
    static final long MOST_BYTES = 256L << 20;

    private static final String LOGITS = "";
    private static final int MAP = 4;

    private final int samples;
    private final long mostBytes;
    private final Compute compute;
    private final List<Map<String, Kept>> teachers = new ArrayList<>();
    private @Nullable Tensor known;
    private boolean isOff;
    private boolean isProven;

    /** One output for all images; sums over it have the same bits only if its axes are in memory as they were. */
    private record Kept(Tensor all, boolean hasChannelsLast) {
        Tensor of(Tensor numbers) {
            Tensor rows = all.index_select(0, numbers);
            return hasChannelsLast ? rows.contiguous(MemoryFormat.ChannelsLast) : rows;
        }
    }

    /**
     * @param samples how many images there are; 0 keeps nothing
     * @param mostBytes that may be kept
     */
    KeptOutputs(int samples, long mostBytes, Compute compute) {
        this.samples = samples;
        this.mostBytes = mostBytes;
        this.compute = compute;
        isOff = samples == 0;
    }

    /**
     * The teachers' outputs for images, kept if all are known.
     *
     * @param numbers of the images (N), int64
     * @param pass computes the outputs for these images
     */
    List<Activations> of(Tensor numbers, Supplier<List<Activations>> pass) {
        Optional<List<Activations>> kept = known(numbers);
        if (kept.isPresent() && isProven) {
            return kept.get();
        }
        List<Activations> computed = pass.get();
        if (kept.isEmpty()) {
            keep(numbers, computed);
        } else if (agree(kept.get(), computed)) {
            isProven = true;
        } else {
            turnOff();
        }
        return computed;
    }

    private Optional<List<Activations>> known(Tensor numbers) {
        Tensor marks = known;
        if (marks == null || !marks.index_select(0, numbers).all().item_bool()) {
            return Optional.empty();
        }
        return Optional.of(
                teachers.stream().map(teacher -> picked(teacher, numbers)).toList());
    }

    private static boolean agree(List<Activations> kept, List<Activations> computed) {
        for (int i = 0; i < kept.size(); i++) {
            Map<String, Tensor> others = named(computed.get(i));
            boolean isSame = named(kept.get(i)).entrySet().stream()
                    .allMatch(value -> value.getValue().equal(requireNonNull(others.get(value.getKey()))));
            if (!isSame) {
                return false;
            }
        }
        return true;
    }

    private void turnOff() {
        isOff = true;
        close();
        teachers.clear();
        known = null;
    }

    private static Activations picked(Map<String, Kept> teacher, Tensor numbers) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        teacher.forEach((name, kept) -> values.put(name, kept.of(numbers)));
        Tensor logits = requireNonNull(values.remove(LOGITS));
        return new Activations(logits, values);
    }

    /** Unless those of all images take too much. */
    private void keep(Tensor numbers, List<Activations> given) {
        if (known == null && !isOff) {
            known = allocated(given);
        }
        Tensor marks = known;
        if (marks == null) {
            return;
        }
        for (int i = 0; i < given.size(); i++) {
            Map<String, Kept> teacher = teachers.get(i);
            named(given.get(i))
                    .forEach((name, rows) ->
                            requireNonNull(teacher.get(name)).all().index_copy_(0, numbers, rows));
        }
        marks.index_fill_(0, numbers, new Scalar(1));
    }

    private @Nullable Tensor allocated(List<Activations> given) {
        long bytes = given.stream()
                .flatMap(teacher -> named(teacher).values().stream())
                .mapToLong(rows -> rows.numel() / rows.size(0) * samples * Float.BYTES)
                .sum();
        if (bytes > mostBytes) {
            isOff = true;
            return null;
        }
        for (Activations teacher : given) {
            Map<String, Kept> all = new LinkedHashMap<>();
            teachers.add(all);
            named(teacher)
                    .forEach((name, rows) ->
                            all.put(name, new Kept(NativeScope.keep(like(rows)), isChannelsLast(rows))));
        }
        return NativeScope.keep(compute.full(ScalarType.Bool, 0, samples));
    }

    private static boolean isChannelsLast(Tensor rows) {
        return rows.dim() == MAP && rows.is_contiguous(MemoryFormat.ChannelsLast) && !rows.is_contiguous();
    }

    private Tensor like(Tensor rows) {
        long[] shape = rows.shape();
        long[] all = Arrays.copyOf(shape, shape.length);
        all[0] = samples;
        return compute.empty(ScalarType.Float, all);
    }

    private static Map<String, Tensor> named(Activations teacher) {
        Map<String, Tensor> named = new LinkedHashMap<>(teacher.kept());
        named.put(LOGITS, teacher.logits());
        return named;
    }

    @Override
    public void close() {
        teachers.forEach(teacher -> teacher.values().forEach(kept -> kept.all().close()));
        if (known != null) {
            known.close();
        }
    }
}
