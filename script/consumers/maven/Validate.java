// Validates FHIR R4 files by HAPI's validator: prints one line of JSON for each.
// Arguments: files. Exit code 1 when one of them has an error.
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

public class Validate {
  public static void main(String[] files) throws Exception {
    FhirContext context = FhirContext.forR4();
    ValidationSupportChain support = new ValidationSupportChain(
        new DefaultProfileValidationSupport(context),
        new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context),
        new SnapshotGeneratingValidationSupport(context));
    FhirInstanceValidator instances = new FhirInstanceValidator(support);
    FhirValidator validator = context.newValidator().registerValidatorModule(instances);
    boolean wrong = false;
    for (String file : files) {
      ValidationResult result = validator.validateWithResult(Files.readString(Path.of(file)));
      int[] counts = new int[4];
      for (SingleValidationMessage message : result.getMessages()) {
        counts[message.getSeverity().ordinal()]++;
        if (message.getSeverity().ordinal() >= ResultSeverityEnum.WARNING.ordinal()) {
          System.err.println(message.getSeverity() + " " + message.getLocationString() + ": " + message.getMessage());
        }
      }
      int errors = counts[2] + counts[3];
      wrong |= errors > 0;
      System.out.println("{\"errors\": " + errors + ", \"warnings\": " + counts[1] + "}");
    }
    System.exit(wrong ? 1 : 0);
  }
}
