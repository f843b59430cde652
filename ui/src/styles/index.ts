/** Every style of the page. Of two rules of the same weight the later one wins. */
import './fonts.css';
import './mock.css';
import './base.css';
import '../app/app.css';
import '../overview/overview.css';
import '../refresh/refresh.css';
import '../profile/profile.css';
import '../import/import.css';
import '../export/export.css';
import '../authorization/authorization.css';
import '../bundles/bundles.css';
import '../protection/protection.css';
import '../settings/settings.css';
import '../help/help.css';
import './next.css';
import '../import/slots.css';
import '../import/review.css';
