package io.noisystudent.bench;

import io.noisystudent.inference.Device;
import io.noisystudent.learning.torch.Compute;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CudaBranchesTest {
    /** Values, a seam, and what settings become, which tests run on a processor. */
    private static final Set<String> RUN = Set.of("CudaCard", "CudaRuntime", "CudaSettings", "CudaProviderSettings");

    @ParameterizedTest
    @ValueSource(classes = {Compute.class, Device.class})
    void shouldNameEveryClassThatOnlyCudaUses(Class<?> neighbor) throws IOException, URISyntaxException {
        List<String> found = classesBeside(neighbor).stream()
                .filter(name -> name.contains("Cuda") && !RUN.contains(name))
                .toList();

        String named = String.join("\n", CudaBranches.OF_CARDS) + String.join("\n", CudaBranches.OF_NO_PART);
        assertThat(found).isNotEmpty().allSatisfy(name -> assertThat(named).contains(name));
    }

    private static List<String> classesBeside(Class<?> type) throws IOException, URISyntaxException {
        Path root =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        String folder = type.getPackageName().replace('.', '/');
        if (Files.isDirectory(root)) {
            return outermost(root.resolve(folder));
        }
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + root.toUri()), Map.of())) {
            return outermost(jar.getPath(folder));
        }
    }

    private static List<String> outermost(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$"))
                    .map(name -> name.replace(".class", ""))
                    .toList();
        }
    }
}
