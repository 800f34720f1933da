package io.noisystudent.labeler.config;

import io.noisystudent.inference.CudaOptions;
import io.noisystudent.inference.CudaOptions.ArenaGrowth;
import io.noisystudent.inference.CudaOptions.ExecutionProvider;
import io.noisystudent.inference.CudaOptions.Products;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import io.noisystudent.labeler.models.LabelerDevices;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where models run, read from the settings; what is wrong is collected, and {@link #devices} is for when nothing is. */
final class DeviceSettings {
    private static final int MAX_BATCHES = 16;
    private static final int BATCHES = 2;
    private static final long MIN_MEMORY = 64L << 20;
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,4}))?");

    private final LabelerConfig.Labeler labeler;
    private final List<String> problems = new ArrayList<>();
    private final List<Integer> numbers;
    private final Device device;
    private final ExecutionProvider provider;
    private final Products products;
    private final ArenaGrowth arenaGrowth;
    private final OptionalLong memoryLimit;

    DeviceSettings(LabelerConfig.Labeler labeler) {
        this.labeler = labeler;
        this.numbers = numbers();
        this.device = numbers.isEmpty() ? device() : Device.CUDA;
        this.provider = word("provider", labeler.provider(), ExecutionProvider.CUDA);
        this.products = word("precision", labeler.precision(), Products.TF32);
        this.arenaGrowth = word("device-arena", labeler.deviceArena(), ArenaGrowth.NEXT_POWER_OF_TWO);
        this.memoryLimit = memoryLimit();
        checkBatches();
        checkTogether();
    }

    /**
     * Everything that is wrong, each as one line for a person.
     *
     * @param threads of the process
     */
    List<String> problems(int threads) {
        List<String> all = new ArrayList<>(problems);
        if (threads > 0 && threads < numbers.size()) {
            all.add(key("threads") + " is " + threads + ", but " + key("device") + " names " + numbers.size()
                    + " devices, of which each needs one");
        }
        return all;
    }

    /** @param threads of the process */
    LabelerDevices devices(int threads) {
        List<Integer> each = numbers.isEmpty() ? List.of(0) : numbers;
        CudaOptions cuda = new CudaOptions(each.get(0), provider, products, memoryLimit, arenaGrowth);
        return new LabelerDevices(
                new InferenceOptions(device, threads, labeler.batchSize(), cuda), each, labeler.batchesPerDevice());
    }

    /** Those of the CUDA devices; empty if the setting names none. */
    private List<Integer> numbers() {
        Set<Integer> found = new LinkedHashSet<>();
        for (String name : labeler.device().toLowerCase(Locale.ROOT).split(",", -1)) {
            Matcher cuda = CUDA.matcher(name.strip());
            if (!cuda.matches()) {
                return List.of();
            }
            int number = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
            if (!found.add(number)) {
                problems.add(key("device") + " is '" + labeler.device() + "'; it names cuda:" + number + " twice");
            }
        }
        return List.copyOf(found);
    }

    private Device device() {
        return switch (labeler.device().toLowerCase(Locale.ROOT)) {
            case "auto" -> Device.AUTO;
            case "cpu" -> Device.CPU;
            default -> {
                problems.add(key("device") + " is '" + labeler.device()
                        + "'; it must be auto, cpu, cuda, cuda:N, or several cuda:N separated by commas");
                yield Device.AUTO;
            }
        };
    }

    private <E extends Enum<E>> E word(String key, String value, E fallback) {
        for (E candidate : fallback.getDeclaringClass().getEnumConstants()) {
            if (word(candidate).equals(value.toLowerCase(Locale.ROOT))) {
                return candidate;
            }
        }
        String known = Arrays.stream(fallback.getDeclaringClass().getEnumConstants())
                .map(DeviceSettings::word)
                .collect(Collectors.joining(", "));
        problems.add(key(key) + " is '" + value + "'; it must be one of " + known);
        return fallback;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private OptionalLong memoryLimit() {
        Optional<MemorySize> limit = labeler.deviceMemory();
        if (limit.isEmpty()) {
            return OptionalLong.empty();
        }
        BigInteger bytes = limit.get().asBigInteger();
        if (bytes.compareTo(BigInteger.valueOf(MIN_MEMORY)) < 0 || bytes.bitLength() >= Long.SIZE) {
            problems.add(key("device-memory") + " is " + bytes + "; it must be 64M or more");
            return OptionalLong.empty();
        }
        return OptionalLong.of(bytes.longValueExact());
    }

    private void checkBatches() {
        if (labeler.batchesPerDevice() < 1 || labeler.batchesPerDevice() > MAX_BATCHES) {
            problems.add(key("batches-per-device") + " is " + labeler.batchesPerDevice() + "; it must be 1 to "
                    + MAX_BATCHES);
        }
    }

    private void checkTogether() {
        if (provider == ExecutionProvider.TENSORRT && products == Products.FP32) {
            problems.add(key("precision") + " is 'fp32', which the provider tensorrt cannot keep to; it must be tf32 or"
                    + " fp16, or the provider cuda");
        }
        if (device != Device.CPU) {
            return;
        }
        if (provider != ExecutionProvider.CUDA) {
            problems.add(key("provider") + " is '" + labeler.provider() + "', but the device is cpu; leave it out");
        }
        if (products == Products.FP16) {
            problems.add(key("precision") + " is 'fp16', but the device is cpu, which computes in fp32; leave it out");
        }
        if (memoryLimit.isPresent()) {
            problems.add(
                    key("device-memory") + " is " + memoryLimit.getAsLong() + ", but the device is cpu; leave it out");
        }
        if (arenaGrowth != ArenaGrowth.NEXT_POWER_OF_TWO) {
            problems.add(
                    key("device-arena") + " is '" + labeler.deviceArena() + "', but the device is cpu; leave it out");
        }
        if (labeler.batchesPerDevice() != BATCHES) {
            problems.add(key("batches-per-device") + " is " + labeler.batchesPerDevice()
                    + ", but the device is cpu, which runs a batch on each thread; leave it out and set threads");
        }
    }

    private static String key(String name) {
        return "noisystudent.labeler." + name;
    }
}
