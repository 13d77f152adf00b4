import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * VeraCheck FLAVOUR[,FLAVOUR] FILE...: one line a file and flavour, PASS or FAIL, and below it every rule that failed.
 * VeraCheck -: the same for each line of the input, its words parted by tabs; each answer ends with a line END and its exit code.
 */
public class VeraCheck {
  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.SEVERE);
    VeraGreenfieldFoundryProvider.initialise();
    if (!arguments[0].equals("-")) {
      System.exit(judgeAll(arguments));
    }
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      System.out.println("END " + judgeAll(order.split("\t")));
      System.out.flush();
    }
  }

  private static int judgeAll(String[] arguments) {
    int answer = 0;
    for (String flavour : arguments[0].split(",")) {
      for (int i = 1; i < arguments.length; i++) {
        answer = Math.max(answer, judge(flavour, arguments[i]));
      }
    }
    return answer;
  }

  private static PDFAParser open(String flavour, String file) throws Exception {
    FileInputStream stream = new FileInputStream(file);
    return flavour.equals("auto")
        ? Foundries.defaultInstance().createParser(stream)
        : Foundries.defaultInstance().createParser(stream, PDFAFlavour.byFlavourId(flavour));
  }

  private static int judge(String wanted, String file) {
    try (PDFAParser parser = open(wanted, file)) {
      PDFAFlavour flavour = wanted.equals("auto") ? parser.getFlavour() : PDFAFlavour.byFlavourId(wanted);
      PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false);
      ValidationResult result = validator.validate(parser);
      System.out.println((result.isCompliant() ? "PASS " : "FAIL ") + flavour.getId() + " " + file
          + " assertions=" + result.getTotalAssertions());
      Map<String, Integer> counts = new TreeMap<>();
      Map<String, String> texts = new TreeMap<>();
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getStatus() != TestAssertion.Status.PASSED) {
          String rule = assertion.getRuleId().getClause() + "-t" + assertion.getRuleId().getTestNumber();
          counts.merge(rule, 1, Integer::sum);
          texts.put(rule, assertion.getMessage() + " @ " + assertion.getLocation().getContext());
        }
      }
      counts.forEach((rule, count) -> System.out.println("   " + rule + " x" + count + " " + texts.get(rule)));
      return result.isCompliant() ? 0 : 1;
    } catch (Throwable error) {
      System.out.println("ERROR " + file + " " + error);
      return 2;
    }
  }
}
