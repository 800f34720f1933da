package io.noisystudent.trainer.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.RandomStream;
import io.noisystudent.learning.training.Training;
import io.noisystudent.trainer.training.StudentTraining;
import java.net.URL;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tensors are made, devices named and data pointers read in the classes of {@link Compute} alone. */
class TensorFactoriesTest {
    private static final String PYTORCH = "org.bytedeco.pytorch.";
    /** What {@link Compute} is, and what it hands out. */
    private static final Set<String> ALLOWED = Set.of(
            "io.noisystudent.learning.torch.CpuCompute",
            "io.noisystudent.learning.torch.CudaCompute",
            "io.noisystudent.learning.torch.CudaStaging",
            "io.noisystudent.learning.torch.LibtorchCuda",
            "io.noisystudent.learning.torch.Autocast",
            RandomStream.class.getName(),
            HostMemory.class.getName());

    private static final Pattern FACTORY =
            Pattern.compile("(empty|zeros|ones|full|rand|randn|randint)(_\\w+)?|randperm|arange"
                    + "|range|eye|linspace|logspace|tensor|scalar_tensor|from_blob|from_file|tril_indices|triu_indices|normal"
                    + "|\\w+_window|new_(empty|zeros|ones|full|tensor)\\w*|create\\w*Generator|default_generator\\w*"
                    + "|getDefault\\w*Generator|device|manual_seed|\\w*_?cuda(_\\w+)?|hasCUDA|\\w*CUDAHooks|globalContext"
                    + "|\\w*autocast\\w*|setDeviceIndex|\\w+CurrentStream|synchronize\\w+|emptyCache");
    private static final Set<String> POINTERS = Set.of(
            "data_ptr",
            "mutable_data_ptr",
            "const_data_ptr",
            "data_ptr_byte",
            "createBuffer",
            "createIndexer",
            "cuda",
            "cpu");
    private static final Set<String> TYPES =
            Set.of("TensorOptions", "Device", "DeviceOptional", "Generator", "Context", "Stream", "torch_cuda");
    private static final List<String> CUDA = List.of("org.bytedeco.cuda.", "org.bytedeco.pytorch.cuda.");

    @Test
    void shouldMakeEveryTensorThroughCompute() {
        JavaClasses all = new ClassFileImporter()
                .importUrls(List.of(classesOf(Training.class), classesOf(StudentTraining.class)));

        assertThat(all.contain(Training.class)).isTrue();
        assertThat(all.contain(StudentTraining.class)).isTrue();
        classes()
                .that(DescribedPredicate.describe(
                        "are not handed out by Compute", type -> !ALLOWED.contains(outermost(type))))
                .should(new MakeNoTensor())
                .check(all);
    }

    @Test
    void shouldFindTensorsThatAreMadeByHand() {
        JavaClasses byHand = new ClassFileImporter().importClasses(ByHand.class);

        assertThatThrownBy(() -> classes().should(new MakeNoTensor()).check(byHand))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("torch.zeros")
                .hasMessageContaining("TensorOptions.<init>")
                .hasMessageContaining("Tensor.create")
                .hasMessageContaining("Tensor.new_full")
                .hasMessageContaining("data_ptr")
                .hasMessageContaining("createBuffer")
                .hasMessageContaining("DeviceType")
                .hasMessageContaining("torch.cuda_synchronize")
                .hasMessageContaining("torch.globalContext");
    }

    private static URL classesOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(TensorFactoriesTest::outermost).orElseGet(type::getName);
    }

    private static final class MakeNoTensor extends ArchCondition<JavaClass> {
        MakeNoTensor() {
            super("make no tensor, name no device and read no data pointer");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                if (isForbidden(access)) {
                    events.add(SimpleConditionEvent.violated(type, access.getDescription()));
                }
            }
        }

        private static boolean isForbidden(JavaAccess<?> access) {
            String owner = access.getTargetOwner().getName();
            String name = access.getName();
            if (owner.endsWith("$DeviceType") || CUDA.stream().anyMatch(owner::startsWith)) {
                return true;
            }
            if (!owner.startsWith(PYTORCH) || !(access.getTarget() instanceof CodeUnitCallTarget)) {
                return false;
            }
            String simple = owner.substring(owner.lastIndexOf('.') + 1);
            if (TYPES.contains(simple)) {
                return true;
            }
            boolean isTensor =
                    simple.equals("Tensor") || simple.equals("TensorBase") || simple.equals("AbstractTensor");
            return POINTERS.contains(name)
                    || (isTensor && (name.equals("create") || name.startsWith("new_")))
                    || (simple.equals("torch") && FACTORY.matcher(name).matches());
        }
    }

    /** Everything that is not allowed. */
    static final class ByHand {
        private ByHand() {}

        static Tensor make() {
            Tensor zeros = torch.zeros(2, 3);
            Tensor created = Tensor.create(1f, 2f);
            zeros.new_full(new long[] {1}, new org.bytedeco.pytorch.Scalar(1));
            zeros.createBuffer();
            torch.is_autocast_enabled(torch.DeviceType.CPU);
            torch.cuda_synchronize();
            torch.globalContext().allowTF32CuDNN();
            return torch.empty(
                            new long[] {zeros.data_ptr().address()},
                            new org.bytedeco.pytorch.TensorOptions(ScalarType.Float),
                            new org.bytedeco.pytorch.MemoryFormatOptional())
                    .add(created);
        }
    }
}
